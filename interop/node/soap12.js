// node-soap in SOAP 1.2. Arguments are the endpoint and the text of the message.
// Standard output is the balance before, and the ID and the parts of the message.
const soap = require("soap");
const [endpoint, text] = process.argv.slice(2);

(async () => {
  const client = await soap.createClientAsync(`${endpoint}?wsdl`, { forceSoap12Headers: true });
  const account = { login: "demo", psw: `pa55<&>"'ж` };
  const [balance] = await client.get_balanceAsync(account);
  const [sent] = await client.send_smsAsync({ ...account, phones: "380501234567", mes: text, id: "order-7" });
  process.stdout.write(`${balance.balanceresult.balance} ${sent.sendresult.id} ${sent.sendresult.cnt}`);
})().catch((error) => {
  process.stdout.write(String(error));
  process.exitCode = 1;
});
