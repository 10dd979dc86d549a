using System.Security.Cryptography.X509Certificates;
using DomSec;
using DomSec.Hosting;
using DomSec.Pkcs11Sample;
using DomSec.Providers;

// Signs a message as a domain with a key in a token, and opens what was encrypted for the domain:
//   DomSec.Pkcs11Sample MODULE TOKEN COMMUNITY DOMAIN SIGNING-ID SIGNING-CERT DECRYPTION-ID DECRYPTION-CERT sign|decrypt IN OUT
// The PIN comes from the variable PKCS11_PIN. COMMUNITY is a folder with the anchors and the members; identifiers are CKA_ID in hexadecimal.
if (args.Length != 11 || args[8] is not ("sign" or "decrypt") || Environment.GetEnvironmentVariable("PKCS11_PIN") is not { } pin)
{
    await Console.Error.WriteLineAsync("usage: PKCS11_PIN=… DomSec.Pkcs11Sample MODULE TOKEN COMMUNITY DOMAIN SIGNING-ID SIGNING-CERT DECRYPTION-ID DECRYPTION-CERT sign|decrypt IN OUT");
    return 2;
}

using var token = new Pkcs11Token(args[0], args[1], pin);
using var folder = new FolderCommunity(args[2]);
MailDomain domain = MailDomain.Parse(args[3]);
using X509Certificate2 signs = X509CertificateLoader.LoadCertificateFromFile(args[5]);
using X509Certificate2 decrypts = X509CertificateLoader.LoadCertificateFromFile(args[7]);

// The folder knows the partners and whom to trust; the keys are in the token.
var keys = new MemoryCommunity();
keys.AddSigningKey(domain, DomainRole.DomainSigning, new Pkcs11SigningKey(token, Convert.FromHexString(args[4]), signs));
keys.AddDecryptionKey(domain, new Pkcs11DecryptionKey(token, Convert.FromHexString(args[6]), decrypts));
using DomSecCommunity community = DomSecCommunity.Create(folder, folder, keys, folder);

await using FileStream source = File.OpenRead(args[9]);
using var output = new MemoryStream();
(DomainOutcome outcome, Refusal? refusal) = args[8] == "sign"
    ? Of(await community.Signer.SignStreamAsync(source, output, new() { Domain = domain, Evidence = OriginatorEvidence.External("the operator") }))
    : Of(await community.Encryptor.DecryptStreamAsync(source, output, new() { Domain = domain }));
if (outcome != DomainOutcome.Applied)
{
    await Console.Error.WriteLineAsync($"{outcome}: {refusal}");
    return outcome == DomainOutcome.Deferred ? 4 : 3;
}

await File.WriteAllBytesAsync(args[10], output.ToArray());
return 0;

static (DomainOutcome Outcome, Refusal? Refusal) Of(object report) => report switch
{
    DomainSigningReport signing => (signing.Outcome, signing.Refusal),
    DomainDecryptionReport decryption => (decryption.Outcome, decryption.Refusal),
    _ => throw new ArgumentOutOfRangeException(nameof(report)),
};
