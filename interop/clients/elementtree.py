"""An envelope made by hand with Python's xml.etree.

Arguments are the endpoint, its namespace, an encoding and the text of the
message. Standard output is the balance before, and the ID and the parts of the
message.
"""

import sys
import urllib.request
import xml.etree.ElementTree as ET

SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"

endpoint, namespace, encoding, text = sys.argv[1:]
account = {"login": "demo", "psw": "pa55<&>\"'ж"}
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def call(name, **elements):
    envelope = ET.Element(SOAP + "Envelope")
    request = ET.SubElement(ET.SubElement(envelope, SOAP + "Body"), f"{{{namespace}}}{name}")
    for element, value in elements.items():
        ET.SubElement(request, element).text = value
    body = ET.tostring(envelope, encoding=encoding)
    with opener.open(urllib.request.Request(endpoint, body, {"Content-Type": "text/xml"})) as answer:
        return ET.parse(answer)


balance = call("balance", **account).findtext(".//balance")
sent = call("send", **account, phones="380501234567", mes=text, id="order-7")
print(balance, sent.findtext(".//id"), sent.findtext(".//cnt"), end="")
