// An envelope made by hand and sent by fetch, which says text/plain. Arguments are
// the endpoint, its namespace and the text of the message. Standard output is the
// balance before, and the ID and the parts of the message.
const [endpoint, namespace, text] = process.argv.slice(2);
const escaped = (s) => s.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
const account = `<login>demo</login><psw>${escaped(`pa55<&>"'ж`)}</psw>`;

async function call(name, elements) {
  const body = `<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body>
    <${name} xmlns="${namespace}">${account}${elements}</${name}>
  </Body></Envelope>`;
  const answer = await (await fetch(endpoint, { method: "POST", body })).text();
  return (element) => (answer.match(new RegExp(`<${element}>([^<]*)</${element}>`)) ?? [, answer])[1];
}

(async () => {
  const balance = await call("balance", "");
  const sent = await call("send", `<phones>380501234567</phones><mes>${escaped(text)}</mes><id>order-7</id>`);
  process.stdout.write(`${balance("balance")} ${sent("id")} ${sent("cnt")}`);
})();
