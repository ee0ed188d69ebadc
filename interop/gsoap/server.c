/*
 * A strict gSOAP server on the contract. wsdl2h and soapcpp2 write all that it
 * knows of the wire; this is what it does with what it has read.
 *
 * usage: server LOG
 *
 * It listens on a free port of the loopback address, prints the port, and
 * appends each executed call to LOG, as a line of JSON: the operation and each
 * element that came (absent ones are absent). All values are base64, so that
 * nothing on the way can change an octet.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ServiceSoap.nsmap"
#include "soapH.h"

#define LOGIN "demo"
#define PASSWORD "pa55<&>\"'ж"
#define API_KEY "k&y=<ключ>"
#define AWKWARD "Привіт 😀 <&>\"' ]]> \r\n\tкінець\rі ще"

/* The recipient for whom the service breaks. */
#define BROKEN "+380000000500"

static FILE *calls;

static void begin(const char *operation) { fprintf(calls, "{\"operation\":\"%s\",\"elements\":{", operation); }

static void end(void)
{
    fputs("}}\n", calls);
    fflush(calls);
}

static void write_base64(const unsigned char *s)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t left = strlen((const char *)s);
    for (; left > 0; s += 3, left -= left < 3 ? left : 3) {
        unsigned second = left > 1 ? s[1] : 0, third = left > 2 ? s[2] : 0;
        fputc(digits[s[0] >> 2], calls);
        fputc(digits[(s[0] & 3) << 4 | second >> 4], calls);
        fputc(left > 1 ? digits[(second & 15) << 2 | third >> 6] : '=', calls);
        fputc(left > 2 ? digits[third & 63] : '=', calls);
    }
}

static void element(const char *name, const char *value)
{
    static int first;
    if (!strcmp(name, "login"))
        first = 1;
    if (!value)
        return;
    fprintf(calls, "%s\"%s\":\"", first ? "" : ",", name);
    first = 0;
    write_base64((const unsigned char *)value);
    fputc('"', calls);
}

static int allowed(const char *login, const char *password) { return !strcmp(login, LOGIN) && !strcmp(password, PASSWORD); }

static int allowed_key(const char *key) { return key && !strcmp(key, API_KEY); }

static int broken(struct soap *soap, const char *phones)
{
    if (strcmp(phones, BROKEN))
        return SOAP_OK;
    return soap_receiver_fault(soap, "Сталася <помилка> & \"кінець\"", NULL);
}

/* A new object of the answer, with all its optional elements absent. */
#define NEW(pointer) ((pointer) = memset(soap_malloc(soap, sizeof *(pointer)), 0, sizeof *(pointer)))

int __smsc1__get_USCOREbalance(struct soap *soap, struct _smsc1__balance *in, struct _smsc1__BalanceResponse *out)
{
    begin("get_balance");
    element("login", in->login);
    element("psw", in->psw);
    element("apikey", in->apikey);
    end();
    NEW(out->balanceresult);
    if (!allowed(in->login, in->psw) && !allowed_key(in->apikey)) {
        out->balanceresult->error = "2";
        return SOAP_OK;
    }
    out->balanceresult->balance = "98.7655";
    out->balanceresult->error = "0";
    return SOAP_OK;
}

int __smsc1__send_USCOREsms(struct soap *soap, struct _smsc1__send *in, struct _smsc1__SendResponse *out)
{
    if (broken(soap, in->phones))
        return soap->error;
    begin("send_sms");
    element("login", in->login);
    element("psw", in->psw);
    element("phones", in->phones);
    element("mes", in->mes);
    element("id", in->id);
    element("sender", in->sender);
    element("time", in->time);
    end();
    NEW(out->sendresult);
    if (!allowed(in->login, in->psw)) {
        out->sendresult->error = "2";
        return SOAP_OK;
    }
    out->sendresult->id = in->id ? in->id : "77";
    out->sendresult->cnt = "1";
    return SOAP_OK;
}

int __smsc1__send_USCOREsms2(struct soap *soap, struct _smsc1__send2 *in, struct _smsc1__Send2Response *out)
{
    struct smsc1__Send2ResponseType *result = NEW(out->sendresult);
    begin("send_sms2");
    element("login", in->login);
    element("psw", in->psw);
    element("phones", in->phones);
    element("mes", in->mes);
    element("id", in->id);
    element("sender", in->sender);
    element("time", in->time);
    element("query", in->query);
    end();
    /* The key stands inside the query, which nothing here takes apart. */
    if (!allowed(in->login, in->psw) && *in->login) {
        result->error = "2";
        return SOAP_OK;
    }
    result->id = in->id ? in->id : "77";
    result->balance = "98.7655";
    result->cost = "1.2345";
    result->cnt = "3";
    result->__sizeerrors = 2;
    result->errors = memset(soap_malloc(soap, 2 * sizeof *result->errors), 0, 2 * sizeof *result->errors);
    result->errors[0].phone = "380990000001";
    result->errors[0].status = "25";
    result->errors[1].phone = "380990000002";
    result->errors[1].status = "22";
    result->__sizephones = 1;
    NEW(result->phones);
    result->phones->phone = "380501234567";
    result->phones->mcc = "255";
    result->phones->mnc = "01";
    result->phones->cost = "0.5";
    result->phones->status = "-1";
    return SOAP_OK;
}

int __smsc1__get_USCOREsms_USCOREcost(struct soap *soap, struct _smsc1__cost *in, struct _smsc1__CostResponse *out)
{
    begin("get_sms_cost");
    element("login", in->login);
    element("psw", in->psw);
    element("phones", in->phones);
    element("mes", in->mes);
    element("apikey", in->apikey);
    end();
    NEW(out->costresult);
    if (!allowed(in->login, in->psw) && !allowed_key(in->apikey)) {
        out->costresult->error = "2";
        return SOAP_OK;
    }
    out->costresult->cost = "0.5";
    out->costresult->cnt = "1";
    return SOAP_OK;
}

int __smsc1__get_USCOREsms_USCOREcost2(struct soap *soap, struct _smsc1__cost2 *in, struct _smsc1__Cost2Response *out)
{
    begin("get_sms_cost2");
    element("login", in->login);
    element("psw", in->psw);
    element("phones", in->phones);
    element("mes", in->mes);
    element("query", in->query);
    element("apikey", in->apikey);
    end();
    NEW(out->costresult);
    if (!allowed(in->login, in->psw) && !allowed_key(in->apikey)) {
        out->costresult->error = "2";
        return SOAP_OK;
    }
    out->costresult->cost = "1.5";
    out->costresult->cnt = "3";
    return SOAP_OK;
}

int __smsc1__get_USCOREstatus(struct soap *soap, struct _smsc1__status *in, struct _smsc1__StatusResponse *out)
{
    begin("get_status");
    element("login", in->login);
    element("psw", in->psw);
    element("phone", in->phone);
    element("id", in->id);
    element("all", in->all);
    element("apikey", in->apikey);
    end();
    NEW(out->statusresult);
    if (!allowed(in->login, in->psw) && !allowed_key(in->apikey)) {
        out->statusresult->error = "2";
        return SOAP_OK;
    }
    out->statusresult->status = "1";
    out->statusresult->last_USCOREdate = "10.03.2026 12:00:05";
    out->statusresult->last_USCOREtimestamp = "1773133205";
    out->statusresult->err = "0";
    return SOAP_OK;
}

int __smsc1__get_USCOREstatus2(struct soap *soap, struct _smsc1__status2 *in, struct _smsc1__Status2Response *out)
{
    struct smsc1__Status2ResponseType *result = NEW(out->statusresult);
    begin("get_status2");
    element("login", in->login);
    element("psw", in->psw);
    element("phone", in->phone);
    element("id", in->id);
    element("all", in->all);
    element("query", in->query);
    element("apikey", in->apikey);
    end();
    if (!allowed(in->login, in->psw) && !allowed_key(in->apikey)) {
        result->error = "2";
        return SOAP_OK;
    }
    result->status = "20";
    result->last_USCOREdate = "10.03.2026 12:00:05";
    result->last_USCOREtimestamp = "1773133205";
    result->err = "248";
    result->send_USCOREdate = "10.03.2026 12:00:00";
    result->send_USCOREtimestamp = "1773133200";
    result->phone = "380501234567";
    result->cost = "0.5";
    result->sender_USCOREid = "Shop";
    result->status_USCOREname = "Неможливо доставити";
    result->message = AWKWARD;
    result->operator_ = "Київстар";
    result->region = "Україна";
    result->sms_USCOREcnt = "2";
    return SOAP_OK;
}

int main(int argc, char **argv)
{
    struct soap *soap = soap_new1(SOAP_XML_STRICT | SOAP_C_UTFSTRING);
    struct sockaddr_in address;
    socklen_t size = sizeof address;
    if (argc != 2 || !(calls = fopen(argv[1], "a"))) {
        fprintf(stderr, "usage: %s LOG\n", argv[0]);
        return 2;
    }
    if (!soap_valid_socket(soap_bind(soap, "127.0.0.1", 0, 100)) || getsockname(soap->master, (struct sockaddr *)&address, &size)) {
        soap_print_fault(soap, stderr);
        return 1;
    }
    printf("gSOAP %d on port %d\n", GSOAP_VERSION, ntohs(address.sin_port));
    fflush(stdout);
    while (soap_valid_socket(soap_accept(soap))) {
        /* A request that is refused is answered with a Fault in here. */
        soap_serve(soap);
        soap_destroy(soap);
        soap_end(soap);
    }
    soap_print_fault(soap, stderr);
    return 1;
}
