<?php
/*
 * PHP's SoapClient in the ways that the vendor's examples do not show. Arguments
 * are the endpoint, its namespace, a way, and the text of the message. Standard
 * output is the balance before, and the ID and the parts of the message.
 */
declare(strict_types=1);

[, $endpoint, $namespace, $way, $text] = $argv;
$balance = ['login' => 'demo', 'psw' => 'pa55<&>"\'ж'];
$send = $balance + ['phones' => '380501234567', 'mes' => $text, 'id' => 'order-7'];

if ($way === 'without a WSDL') {
    // It then speaks rpc/encoded: types, and an encoding style.
    $client = new SoapClient(null, ['location' => $endpoint, 'uri' => $namespace]);
    $params = fn (array $request): array => array_map(
        fn (string $name, string $value): SoapParam => new SoapParam($value, $name),
        array_keys($request),
        $request,
    );
    $b = $client->__soapCall('balance', $params($balance));
    $s = $client->__soapCall('send', $params($send));
} else {
    $client = new SoapClient("$endpoint?wsdl", ['cache_wsdl' => WSDL_CACHE_NONE] + [
        'gzip' => ['compression' => SOAP_COMPRESSION_ACCEPT | SOAP_COMPRESSION_GZIP | 9],
        'SOAP 1.2' => ['soap_version' => SOAP_1_2],
    ][$way]);
    $b = $client->get_balance($balance)->balanceresult;
    $s = $client->send_sms($send)->sendresult;
}
echo "$b->balance $s->id $s->cnt";
