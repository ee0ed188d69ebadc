<?php
/*
 * The four calls of PHP that the vendor's SOAP page shows as the use of its API,
 * with nothing changed but URL and credentials. What comes back is printed as a
 * line of JSON each. The URL of the WSDL is the only argument.
 */

$client = new SoapClient($argv[1]);
$ret = $client->send_sms(array('login'=>'demo', 'psw'=>'demo', 'phones'=>'79999999999', 'mes'=>'Hello world!', 'id'=>'', 'sender'=>'ivan', 'time'=>0));
echo json_encode($ret), "\n";

$client = new SoapClient ($argv[1]);
$ret = $client->get_sms_cost(array('login'=>'demo', 'psw'=>'demo', 'phones'=>'79999999999', 'mes'=>'Hello world!'));
echo json_encode($ret), "\n";

$client = new SoapClient ($argv[1]);
$ret = $client->get_status(array('login'=>'demo', 'psw'=>'demo', 'phone'=>'79999999999', 'id'=>'999', 'all'=>'0'));
echo json_encode($ret), "\n";

$client = new SoapClient ($argv[1]);
$ret = $client->get_balance(array('login'=>'demo', 'psw'=>'demo'));
echo json_encode($ret), "\n";
