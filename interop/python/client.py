"""Makes calls by zeep.

Standard input is JSON: the URL of the WSDL, and calls with operation and
arguments. Standard output is a JSON list with what came of each:
{"answer": …} or {"fault": {"code": …, "text": …}}.
"""

import json
import sys

import zeep
import zeep.helpers

task = json.load(sys.stdin)
client = zeep.Client(task["wsdl"])
results = []
for call in task["calls"]:
    try:
        answer = getattr(client.service, call["operation"])(**call["arguments"])
        results.append({"answer": zeep.helpers.serialize_object(answer, dict)})
    except zeep.exceptions.Fault as fault:
        results.append({"fault": {"code": fault.code, "text": fault.message}})
json.dump(results, sys.stdout)
