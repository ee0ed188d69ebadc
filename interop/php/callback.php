<?php
/*
 * Receives delivery reports as a program in PHP would, as a router of PHP's built-in
 * web server. It reads the fields by PHP's own means and computes the checksums of
 * them. What it finds is appended to the file SMSC_LOG, as a line of JSON; all values
 * are base64, so that nothing on the way can change an octet. SMSC_SECRET is the
 * secret.
 */
declare(strict_types=1);

/** The fields of the request, as a form or JSON. */
function fields(string $body): array
{
    if (str_starts_with($body, '{')) {
        return json_decode($body, true, 2, JSON_THROW_ON_ERROR);
    }
    return $_POST;
}

/** What the checksum covers, before the secret. */
function signed(array $fields): array
{
    if (isset($fields['waitcall'])) {
        return [$fields['phone'], $fields['ts']];
    }
    if (isset($fields['mes'])) {
        return [$fields['phone'], $fields['mes'], $fields['to']];
    }
    return [$fields['id'], $fields['phone'], $fields['status']];
}

$body = file_get_contents('php://input');
$fields = fields($body);
$message = implode(':', [...signed($fields), getenv('SMSC_SECRET')]);
$seen = [
    'fields' => array_map('base64_encode', $fields),
    'md5' => base64_encode(md5($message)),
    'sha1' => base64_encode(sha1($message)),
    'crc32' => base64_encode((string) crc32($message)),
];
file_put_contents(getenv('SMSC_LOG'), json_encode($seen, JSON_THROW_ON_ERROR) . "\n", FILE_APPEND | LOCK_EX);
header('Content-Type: text/plain');
echo 'OK';
