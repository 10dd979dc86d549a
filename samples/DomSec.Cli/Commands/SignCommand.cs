using System.CommandLine;
using DomSec.Cli.Display;
using DomSec.Cli.IO;
using DomSec.Hosting;

namespace DomSec.Cli.Commands;

/// <summary><c>domsec sign</c>: one signature by encapsulation, with the procedure of RFC 3183 section 5.</summary>
internal static class SignCommand
{
    private static readonly Dictionary<string, SignatureType> Types = new(StringComparer.Ordinal)
    {
        ["domain"] = SignatureType.Domain,
        ["review"] = SignatureType.Review,
        ["attributes"] = SignatureType.AdditionalAttributes,
        ["originator"] = SignatureType.Originator,
        ["delegated"] = SignatureType.DelegatedOriginator,
    };

    private static readonly Dictionary<string, StrippedLabelHandling> LabelHandlings = new(StringComparer.Ordinal)
    {
        ["refuse"] = StrippedLabelHandling.Refuse,
        ["reissue"] = StrippedLabelHandling.Reissue,
        ["drop"] = StrippedLabelHandling.Drop,
    };

    public static Command Build(CliTerminal terminal)
    {
        Option<string> community = Options.Community(required: true);
        Option<string> domain = Options.Domain(required: true, "The domain that signs.");
        Option<string> type = new("--type") { Description = $"The signature's type: {string.Join(", ", Types.Keys)}.", HelpName = "TYPE", DefaultValueFactory = _ => "domain" };
        Option<string?> evidence = new("--evidence")
        {
            Description = "How the originator was authenticated, such as 'SMTP AUTH alice', or the word originator-signature (RFC 3183 section 3.2).",
            HelpName = "TEXT",
        };
        Option<string?> label = LabelOption.Build();
        Option<bool> clear = new("--clear") { Description = "Write the signature as multipart/signed instead of application/pkcs7-mime." };
        Option<bool> direct = new("--direct") { Description = "Sign straight over content, in clear, for a partner that cannot open the empty signature layer (not RFC 3183)." };
        Option<string?> originator = new("--originator") { Description = "Whose key signs, with --type originator or delegated, when From does not say it alone.", HelpName = "ADDR" };
        Option<bool> explicitType = new("--explicit-type") { Description = "Write the signatureType attribute with --type originator as well." };
        Option<string[]> to = Options.Many("--to", "ADDR", "An envelope recipient, to encrypt for where RFC 3183 section 5 asks for encryption.");
        Option<bool> requireEncryption = new("--require-encryption") { Description = "Encrypt the domain signature for the recipients, whatever came." };
        Option<bool> allowOpaque = new("--allow-opaque") { Description = "Sign over encryption that cannot be opened here (RFC 3183 section 3.2 forbids it: signatures inside are not verified)." };
        Option<string> strippedLabels = new("--stripped-labels")
        {
            Description = $"A security label in a signature layer that has to go: {string.Join(", ", LabelHandlings.Keys)}.",
            HelpName = "WORD",
            DefaultValueFactory = _ => "refuse",
        };
        Option<string> headers = Options.HeaderProtection("How header fields are protected");
        Option<string?> hide = Options.HeaderConfidentiality("The message is encrypted next; what stands outside then");
        Option<string> profile = Options.Profile();
        Option<string> passwordFile = Options.PasswordFile();
        Argument<string> input = Options.In();
        Argument<string> output = Options.Out();
        var command = new Command("sign", "Sign a message as a domain, or as one of its users.")
        {
            community, domain, type, evidence, label, clear, direct, originator, explicitType, to, requireEncryption, allowOpaque, strippedLabels, headers, hide, profile, passwordFile, input, output,
        };
        command.SetAction(async (parsed, ct) =>
        {
            string[] recipients = parsed.GetRequiredValue(to);
            AlgorithmProfile? chosen = Options.ParseProfile(parsed.GetValue(profile));
            var request = new DomainSigningRequest
            {
                Domain = Options.ParseDomain(parsed.GetRequiredValue(domain)),
                Type = Options.ParseWord("--type", parsed.GetRequiredValue(type), Types),
                Evidence = ParseEvidence(parsed.GetValue(evidence)),
                IsClearSigned = parsed.GetValue(clear),
                IsDirect = parsed.GetValue(direct),
                Originator = parsed.GetValue(originator),
                IsTypeExplicit = parsed.GetValue(explicitType),
                Recipients = recipients.Length == 0 ? null : Options.ParseAddresses("--to", recipients),
                RequireEncryption = parsed.GetValue(requireEncryption),
                AllowOpaqueContent = parsed.GetValue(allowOpaque),
                // As with decrypt: whoever signs by hand knows what was encrypted, and a warning takes the refusal's place.
                AllowUnauthenticatedContent = true,
                StrippedLabels = Options.ParseWord("--stripped-labels", parsed.GetRequiredValue(strippedLabels), LabelHandlings),
                HeaderProtection = Options.ParseHeaderProtection(parsed.GetRequiredValue(headers)),
                HeaderConfidentiality = Options.ParseHeaderConfidentiality(parsed.GetValue(hide)),
                Profile = chosen ?? AlgorithmProfile.Smime4,
                EncryptionProfile = chosen,
            };
            using DomSecCommunity opened = Communities.Open(terminal, parsed.GetRequiredValue(community), parsed.GetValue(passwordFile));
            DomainSigningRequest labelled = request with { Label = LabelOption.Parse(parsed.GetValue(label), opened.LabelPolicy) };
            return await Transformation.RunAsync(
                terminal,
                "signing",
                parsed.GetRequiredValue(input),
                parsed.GetRequiredValue(output),
                async (source, destination) =>
                {
                    DomainSigningReport report = await opened.Signer.SignStreamAsync(source, destination, labelled, ct);
                    if (report.Outcome == DomainOutcome.Applied)
                    {
                        foreach (RaisedFlag raised in report.Flags)
                        {
                            await terminal.Error.WriteLineAsync($"domsec: warning: {SafeText.Escape(raised.Detail)} [{raised.Flag.Id}]");
                        }
                    }

                    string encrypted = report.Authorities.Count > 0 ? $", encrypted to {string.Join(", ", report.Authorities)}" : report.ConfidentialityTerminated ? ", no longer encrypted" : "";
                    return (report.Outcome, report.Refusal, $"signed as {request.Domain}{encrypted}");
                });
        });
        return command;
    }

    private static OriginatorEvidence? ParseEvidence(string? text) => text switch
    {
        null => null,
        "originator-signature" => OriginatorEvidence.OriginatorSignature,
        _ when string.IsNullOrWhiteSpace(text) => throw CliFailure.Usage("--evidence: it is empty; say how the originator was authenticated."),
        _ => OriginatorEvidence.External(text),
    };
}
