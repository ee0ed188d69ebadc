// Makes calls by node-soap. Standard input is JSON: the URL of the WSDL, and
// calls with operation and arguments. Standard output is a JSON list with what
// came of each: {"answer": …} or {"fault": {"code": …, "text": …}}.
'use strict';

const soap = require('soap');

async function main() {
  let input = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) input += chunk;
  const task = JSON.parse(input);
  const client = await soap.createClientAsync(task.wsdl);
  const results = [];
  for (const call of task.calls) {
    try {
      const [answer] = await client[call.operation + 'Async'](call.arguments);
      results.push({ answer });
    } catch (error) {
      const fault = error.root && error.root.Envelope && error.root.Envelope.Body.Fault;
      if (!fault) throw error;
      results.push({ fault: { code: fault.faultcode, text: fault.faultstring } });
    }
  }
  process.stdout.write(JSON.stringify(results));
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
