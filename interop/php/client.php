<?php
/*
 * Makes calls by PHP's SoapClient. Standard input is JSON: the URL of the WSDL,
 * and calls with operation and arguments. Standard output is a JSON list with
 * what came of each: {"answer": …} or {"fault": {"code": …, "text": …}}.
 */
declare(strict_types=1);

$task = json_decode(stream_get_contents(STDIN), false, 16, JSON_THROW_ON_ERROR);
$client = new SoapClient($task->wsdl, ['cache_wsdl' => WSDL_CACHE_NONE]);
$results = [];
foreach ($task->calls as $call) {
    try {
        $results[] = ['answer' => $client->__soapCall($call->operation, [$call->arguments])];
    } catch (SoapFault $fault) {
        $results[] = ['fault' => ['code' => $fault->faultcode, 'text' => $fault->faultstring]];
    }
}
echo json_encode($results, JSON_THROW_ON_ERROR);
