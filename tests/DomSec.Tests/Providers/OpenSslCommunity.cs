namespace DomSec.Tests.Providers;

/// <summary>
/// Certificates and keys made by OpenSSL alone, once for all tests: a root, and per name a certificate NAME.crt with its key in NAME.key.
/// </summary>
public sealed class OpenSslCommunity : IDisposable
{
    public OpenSslCommunity()
    {
        Files.OpenSsl("req -x509 -newkey rsa:2048 -nodes -keyout root.key -out root.pem -subj /CN=Test~Root -days 30 -addext keyUsage=critical,keyCertSign,cRLSign");
        Issue("rsa-signing", "rsa:2048", "/O=acme.example/CN=domain-signing-authority", "domain-signing-authority@acme.example", "digitalSignature");
        Issue("ec-signing", "ec -pkeyopt ec_paramgen_curve:P-256", "/O=acme.example/CN=domain-signing-authority", "domain-signing-authority@acme.example", "digitalSignature");
        Issue("rsa-dca", "rsa:2048", "/O=acme.example/CN=Domain-Confidentiality-Authority", "domain-confidentiality-authority@acme.example", "keyEncipherment");
        Issue("ec-dca", "ec -pkeyopt ec_paramgen_curve:P-384", "/O=acme.example/CN=domain-confidentiality-authority", "domain-confidentiality-authority@acme.example", "keyAgreement");
        Issue("email-role", "ec -pkeyopt ec_paramgen_curve:P-256", "/O=acme.example", "review-authority@acme.example", "digitalSignature");
        Issue("person", "ec -pkeyopt ec_paramgen_curve:P-256", "/O=acme.example/CN=Alice", "alice@acme.example", "digitalSignature");
        Issue("issuer", "ec -pkeyopt ec_paramgen_curve:P-256", "/CN=Issuing~CA", "ca@acme.example", "keyCertSign", authority: true);
        Issue("ed25519", "ed25519", "/O=acme.example/CN=domain-signing-authority", "domain-signing-authority@acme.example", "digitalSignature");
        Issue("rsapss", "ed25519", "/O=acme.example/CN=domain-signing-authority", "domain-signing-authority@acme.example", "digitalSignature");
        Files.OpenSsl("genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out rsapss.key");
        Files.Write("ca.cnf", "[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\ncrlnumber=crlnumber\ndefault_md=sha256\ndefault_crl_days=30\n");
        Files.Write("index.txt", "");
        Files.Write("crlnumber", "01\n");
        Files.OpenSsl("ca -config ca.cnf -gencrl -cert root.pem -keyfile root.key -out root.crl");
    }

    public TemporaryFolder Files { get; } = new();

    public string Pair(string name) => Files.Read($"{name}.crt") + Files.Read($"{name}.key");

    public void Dispose() => Files.Dispose();

    private void Issue(string name, string key, string subject, string address, string usage, bool authority = false)
    {
        Files.Write($"{name}.ext", $"subjectAltName=email:{address}\nkeyUsage=critical,{usage}\nbasicConstraints=critical,CA:{(authority ? "TRUE" : "FALSE")}\n");
        Files.OpenSsl($"req -new -newkey {key} -nodes -keyout {name}.key -out {name}.csr -subj {subject}");
        Files.OpenSsl($"x509 -req -in {name}.csr -CA root.pem -CAkey root.key -CAcreateserial -days 20 -extfile {name}.ext -out {name}.crt");
    }
}
