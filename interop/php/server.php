<?php
/*
 * PHP's SoapServer on the contract, as a router of PHP's built-in web server.
 *
 * SMSC_WSDL is the path of the contract; SMSC_LOG is the file to which every
 * executed call is appended, as a line of JSON: the operation, each element that
 * came (absent ones are absent), and the query as PHP itself reads it. All values
 * are base64, so that nothing on the way can change an octet. The mes that
 * get_sms_cost has read also goes back in the field X-Mes of the answer, as base64 in
 * quotes.
 */
declare(strict_types=1);

const LOGIN = 'demo';
const PASSWORD = 'pa55<&>"\'ж';
const API_KEY = 'k&y=<ключ>';
const AWKWARD = "Привіт 😀 <&>\"' ]]> \r\n\tкінець\rі ще";

// The recipient for whom the service breaks.
const BROKEN = '+380000000500';

final class Service
{
    public function get_balance(object $request): array
    {
        return $this->answer('get_balance', 'balanceresult', $request, ['balance' => '98.7655', 'error' => '0']);
    }

    public function send_sms(object $request): array
    {
        return $this->answer('send_sms', 'sendresult', $request, ['id' => $request->id ?? '77', 'cnt' => '1']);
    }

    public function send_sms2(object $request): array
    {
        return $this->answer('send_sms2', 'sendresult', $request, [
            'id' => $request->id ?? '77', 'balance' => '98.7655', 'cost' => '1.2345', 'cnt' => '3',
            'errors' => [['phone' => '380990000001', 'status' => '25'], ['phone' => '380990000002', 'status' => '22']],
            'phones' => [['phone' => '380501234567', 'mcc' => '255', 'mnc' => '01', 'cost' => '0.5', 'status' => '-1']],
        ]);
    }

    public function get_sms_cost(object $request): array
    {
        if (isset($request->mes)) {
            header('X-Mes: "' . base64_encode(text($request->mes)) . '"');
        }
        return $this->answer('get_sms_cost', 'costresult', $request, ['cost' => '0.5', 'cnt' => '1']);
    }

    public function get_sms_cost2(object $request): array
    {
        return $this->answer('get_sms_cost2', 'costresult', $request, ['cost' => '1.5', 'cnt' => '3']);
    }

    public function get_status(object $request): array
    {
        return $this->answer('get_status', 'statusresult', $request, [
            'status' => '1', 'last_date' => '10.03.2026 12:00:05', 'last_timestamp' => '1773133205', 'err' => '0',
        ]);
    }

    public function get_status2(object $request): array
    {
        return $this->answer('get_status2', 'statusresult', $request, [
            'status' => '20', 'last_date' => '10.03.2026 12:00:05', 'last_timestamp' => '1773133205', 'err' => '248',
            'send_date' => '10.03.2026 12:00:00', 'send_timestamp' => '1773133200', 'phone' => '380501234567',
            'cost' => '0.5', 'sender_id' => 'Shop', 'status_name' => 'Неможливо доставити', 'message' => AWKWARD,
            'operator' => 'Київстар', 'region' => 'Україна', 'sms_cnt' => '2',
        ]);
    }

    private function answer(string $operation, string $result, object $request, array $values): array
    {
        if (($request->phones ?? null) === BROKEN) {
            throw new SoapFault('Server', 'Сталася <помилка> & "кінець"');
        }
        $elements = get_object_vars($request);
        parse_str((string) ($elements['query'] ?? ''), $query);
        file_put_contents(getenv('SMSC_LOG'), json_encode([
            'operation' => $operation,
            'elements' => (object) array_map(base64(...), $elements),
            'query' => (object) array_map(base64(...), $query),
        ], JSON_THROW_ON_ERROR) . "\n", FILE_APPEND | LOCK_EX);

        $byPassword = ($request->login ?? null) === LOGIN && ($request->psw ?? null) === PASSWORD;
        $byKey = ($request->apikey ?? $query['apikey'] ?? null) === API_KEY;
        return [$result => $byPassword || $byKey ? $values : ['error' => '2']];
    }
}

// A value as PHP makes a text of it.
function text(mixed $value): string
{
    return is_array($value) ? 'Array' : (string) $value;
}

// What is no text (an element that came twice is an array) shows as JSON.
function base64(mixed $value): string
{
    return base64_encode(is_string($value) ? $value : json_encode($value, JSON_THROW_ON_ERROR));
}

$server = new SoapServer(getenv('SMSC_WSDL'), ['cache_wsdl' => WSDL_CACHE_NONE]);
$server->setClass(Service::class);
$server->handle();
