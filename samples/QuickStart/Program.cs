using DomSec;
using DomSec.Hosting;
using DomSec.Providers;
using MimeKit;

// The folder of a community; without an argument a new one with two members, whose keys are all ours.
MailDomain acme = MailDomain.Parse("acme.example"), partner = MailDomain.Parse("partner.example");
string folder = args.FirstOrDefault() ?? Directory.CreateTempSubdirectory("domsec-").FullName;
if (args.Length == 0)
{
    CommunityWriter.Init(folder, [acme, partner]);
}

using DomSecCommunity community = DomSecCommunity.Open(folder);
var message = new MimeMessage(
    [MailboxAddress.Parse("alice@acme.example")], [MailboxAddress.Parse("bob@partner.example")], "Budget", new TextPart("plain") { Text = "The figures." });

// Acme's gateway: sign for the domain, then encrypt to the partner's domain. Message throws unless the outcome is Applied.
var evidence = OriginatorEvidence.External("SMTP AUTH alice");
DomainSigningResult signed = await community.Signer.SignAsync(message, new DomainSigningRequest { Domain = acme, Evidence = evidence });
DomainEncryptionResult encrypted = await community.Encryptor.EncryptAsync(
    signed.Message, new DomainEncryptionRequest { Domain = acme, Recipients = ["bob@partner.example"] });

// The partner's gateway: decrypt, then see who it is from.
DomainDecryptionResult decrypted = await community.Encryptor.DecryptAsync(encrypted.Message, new DomainDecryptionRequest { Domain = partner });
DomainSecurityReport report = await community.Classifier.ClassifyAsync(decrypted.Message, new DomainClassificationRequest());
Console.WriteLine($"{report.Status} from {report.Domain}: {report.Structure}"); // Pass from acme.example: S(S0(content))
