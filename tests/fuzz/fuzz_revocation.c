#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/path.h"
#include "crypto/revocation.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Of a test infrastructure: root, authority, OCSP responder, signer. */
static const char root_pem[] =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBpDCCAUqgAwIBAgIUQHnNwnofPY8f3p+xAL7PI75UPl4wCgYIKoZIzj0EAwIw\n"
    "MDELMAkGA1UEBhMCUFQxDTALBgNVBAoMBFRlc3QxEjAQBgNVBAMMCVRlc3QgUm9v\n"
    "dDAeFw0yNTAxMDEwMDAwMDBaFw00MDAxMDEwMDAwMDBaMDAxCzAJBgNVBAYTAlBU\n"
    "MQ0wCwYDVQQKDARUZXN0MRIwEAYDVQQDDAlUZXN0IFJvb3QwWTATBgcqhkjOPQIB\n"
    "BggqhkjOPQMBBwNCAATV972KiJPAKIPJz851d2A6eISbI5XNEBO3ikwFo/NGa/AW\n"
    "RI1K/2bQyB5bXsrE1H/XxVQErkvaV+V8aaFh82f2o0IwQDAPBgNVHRMBAf8EBTAD\n"
    "AQH/MA4GA1UdDwEB/wQEAwIBBjAdBgNVHQ4EFgQUlaXxYoqxffV8RS2/0Zn/qoCD\n"
    "+TMwCgYIKoZIzj0EAwIDSAAwRQIhAPLrK6WqWRV0p+fatAmfQ5WtK7Pzqb+zp7Kl\n"
    "7fTRK/uRAiB0iF6n0qWQkfLJNo/U2mqiIusgrs6ITxiYiYDjEhPH+A==\n"
    "-----END CERTIFICATE-----\n";
static const char rest_pem[] =
    "-----BEGIN CERTIFICATE-----\n"
    "MIICPDCCAeOgAwIBAgIURPyECke2OnIacNeG+1YFuZ21/V4wCgYIKoZIzj0EAwIw\n"
    "MDELMAkGA1UEBhMCUFQxDTALBgNVBAoMBFRlc3QxEjAQBgNVBAMMCVRlc3QgUm9v\n"
    "dDAeFw0yNTAxMDEwMDAwMDBaFw00MDAxMDEwMDAwMDBaMDYxCzAJBgNVBAYTAlBU\n"
    "MQ0wCwYDVQQKDARUZXN0MRgwFgYDVQQDDA9UZXN0IElzc3VpbmcgQ0EwWTATBgcq\n"
    "hkjOPQIBBggqhkjOPQMBBwNCAAQ3LD2DuYDGoaQGuphzMGlWK7XruabRWV/AaQiz\n"
    "jCJDZScVKyuKxKPCgUEM0HjUKE3xKbPQvPrrxYgLnCSDqAhRo4HUMIHRMBIGA1Ud\n"
    "EwEB/wQIMAYBAf8CAQAwDgYDVR0PAQH/BAQDAgEGMB0GA1UdDgQWBBRRR3V6T0MI\n"
    "JtyJRAlRPTSAxd1RZTAfBgNVHSMEGDAWgBSVpfFiirF99XxFLb/Rmf+qgIP5MzAv\n"
    "BgNVHR8EKDAmMCSgIqAghh5odHRwOi8vMTI3LjAuMC4xOjgzMTgvcm9vdC5jcmww\n"
    "OgYIKwYBBQUHAQEELjAsMCoGCCsGAQUFBzAChh5odHRwOi8vMTI3LjAuMC4xOjgz\n"
    "MTgvcm9vdC5jcnQwCgYIKoZIzj0EAwIDRwAwRAIgQ+a61y7H4qI2DzuMyERXiyy/\n"
    "l5IMRiwYq8X9E24SNjQCIFsyMsIFnYsdbJZQHncuQb+BZgMVfXEMxFmHFRhFeNRF\n"
    "-----END CERTIFICATE-----\n"
    "-----BEGIN CERTIFICATE-----\n"
    "MIIB+jCCAaCgAwIBAgIUI9kq9bxqE8VM/hUVMgQn2FeVxuMwCgYIKoZIzj0EAwIw\n"
    "NjELMAkGA1UEBhMCUFQxDTALBgNVBAoMBFRlc3QxGDAWBgNVBAMMD1Rlc3QgSXNz\n"
    "dWluZyBDQTAeFw0yNTAxMDEwMDAwMDBaFw00MDAxMDEwMDAwMDBaMDoxCzAJBgNV\n"
    "BAYTAlBUMQ0wCwYDVQQKDARUZXN0MRwwGgYDVQQDDBNUZXN0IE9DU1AgUmVzcG9u\n"
    "ZGVyMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEwXQ36XA7cfyDMxVjHMv+Ev6s\n"
    "Y3PiyfQvETMWEBLrUyNYkQb5JqON/5npT/r3V4EXrAe8UlLDV7g8VPgXtUck5qOB\n"
    "hzCBhDAMBgNVHRMBAf8EAjAAMA4GA1UdDwEB/wQEAwIHgDATBgNVHSUEDDAKBggr\n"
    "BgEFBQcDCTAPBgkrBgEFBQcwAQUEAgUAMB0GA1UdDgQWBBRdLxXkQrjsq2YIRbFg\n"
    "ms/co3p/nDAfBgNVHSMEGDAWgBRRR3V6T0MIJtyJRAlRPTSAxd1RZTAKBggqhkjO\n"
    "PQQDAgNIADBFAiEA20JgpSnxjj5b/WZfPEjBVb/ru00gT4ACKUOYiQ8VT7ECIE1y\n"
    "Z7NjVeAC+TLR/ThAeLtKtOMp5RAkCa3ireI7Ryiy\n"
    "-----END CERTIFICATE-----\n"
    "-----BEGIN CERTIFICATE-----\n"
    "MIICUjCCAfmgAwIBAgIUZBQbSf2UApZWnlWWOK+x2Re8gAIwCgYIKoZIzj0EAwIw\n"
    "NjELMAkGA1UEBhMCUFQxDTALBgNVBAoMBFRlc3QxGDAWBgNVBAMMD1Rlc3QgSXNz\n"
    "dWluZyBDQTAeFw0yNTAxMDEwMDAwMDBaFw0yNzEyMzAwNTExMjBaMDgxCzAJBgNV\n"
    "BAYTAlBUMQ0wCwYDVQQKDARUZXN0MRowGAYDVQQDDBFUZXN0IFNpZ25lciBQLTI1\n"
    "NjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABOxnruwWFjI6habxiTsTyUryzdnI\n"
    "nQhCV+2U7PzDGXB2s+ohoHMNu3JyyEkR7p5bVSapf0xtil4fI+6QUPeEecKjgeIw\n"
    "gd8wDAYDVR0TAQH/BAIwADAOBgNVHQ8BAf8EBAMCBsAwHQYDVR0OBBYEFNMYFObt\n"
    "cW5fJXWhlp5hDFrNww4yMB8GA1UdIwQYMBaAFFFHdXpPQwgm3IlECVE9NIDF3VFl\n"
    "MC0GA1UdHwQmMCQwIqAgoB6GHGh0dHA6Ly8xMjcuMC4wLjE6ODMxOC9jYS5jcmww\n"
    "UAYIKwYBBQUHAQEERDBCMCgGCCsGAQUFBzAChhxodHRwOi8vMTI3LjAuMC4xOjgz\n"
    "MTgvY2EuY3J0MBYGCCsGAQUFBzABhgpAVVJMQC9vY3NwMAoGCCqGSM49BAMCA0cA\n"
    "MEQCIFS7bJxl9ddRnXKqJ1hgEP/KwXGjAWef1PnkVb02pWHBAiBLj8Q2DT5rOALx\n"
    "1t+tqY08fv57Rg9Q95tAOAdH9yYgGA==\n"
    "-----END CERTIFICATE-----\n";

/*
 * A CRL or an OCSP answer about a signer, at some times: always an answer with
 * words, and never the answer "yes" where the piece was not proven to be of
 * use.  The first byte says which times.
 */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct certs *roots, *rest;
	struct revocations *l;
	struct path_question q = { .use = PATH_SIGNS_DOCUMENTS };
	struct path_answer a;
	struct fault f;
	size_t place;

	if (roots == NULL &&
	    (certs_parse(root_pem, sizeof(root_pem) - 1, "root", &roots, &f) !=
		    0 ||
		certs_parse(
		    rest_pem, sizeof(rest_pem) - 1, "rest", &rest, &f) != 0))
		abort();
	if (size < 1)
		return 0;
	l = revocations_new();
	q.cert = certs_at(rest, 2);
	q.roots = roots;
	q.inside = rest;
	q.status = l;
	q.at_utc_ms = 1795583400000 + (int64_t)(data[0] & 0x7f) * 86400000;
	q.now_utc_ms = q.at_utc_ms + (data[0] & 0x80 ? 864000000 : 0);
	q.proven = (data[0] & 0x80) != 0;
	if (revocations_add(l, data + 1, size - 1, &place, &f) == 0 &&
	    path_check(&q, &a, &f) == 0 &&
	    (a.trusted != (a.why[0] == '\0') || (a.trusted && a.unknown)))
		abort();
	revocations_free(l);
	return 0;
}
