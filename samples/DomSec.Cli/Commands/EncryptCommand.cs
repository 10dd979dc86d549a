using System.CommandLine;
using DomSec.Cli.IO;
using DomSec.Hosting;

namespace DomSec.Cli.Commands;

/// <summary><c>domsec encrypt</c>: to the recipients' domain confidentiality authorities.</summary>
internal static class EncryptCommand
{
    private static readonly Dictionary<string, EncryptionTarget> Targets = new(StringComparer.Ordinal)
    {
        ["domain"] = EncryptionTarget.Domain,
        ["recipient"] = EncryptionTarget.Recipient,
        ["both"] = EncryptionTarget.Both,
    };

    public static Command Build(CliTerminal terminal)
    {
        Option<string> community = Options.Community(required: true);
        Option<string> domain = Options.Domain(required: true, "The domain that encrypts.");
        Option<string[]> to = Options.Many("--to", "ADDR", "An envelope recipient.", required: true);
        Option<string> target = new("--target") { Description = $"Whose keys are used: {string.Join(", ", Targets.Keys)}.", HelpName = "TARGET", DefaultValueFactory = _ => "domain" };
        Option<bool> client = new("--client") { Description = "Encrypt as a user's client: no authority and no domain signature of the own domain is needed." };
        Option<bool> hidden = new("--allow-hidden") { Description = "Encrypt for recipients whom To and Cc do not name together with others, who can see them then." };
        Option<string> headers = Options.HeaderProtection("Which header fields are hidden: auto does what the signed content asks for");
        Option<string?> hide = Options.HeaderConfidentiality("What stands outside for a message nobody signed");
        Option<string> profile = Options.Profile();
        Option<string> passwordFile = Options.PasswordFile();
        Argument<string> input = Options.In();
        Argument<string> output = Options.Out();
        var command = new Command("encrypt", "Encrypt a message for the recipients' domains.") { community, domain, to, target, client, hidden, headers, hide, profile, passwordFile, input, output };
        command.SetAction(async (parsed, ct) =>
        {
            var request = new DomainEncryptionRequest
            {
                Domain = Options.ParseDomain(parsed.GetRequiredValue(domain)),
                Recipients = Options.ParseAddresses("--to", parsed.GetRequiredValue(to)),
                Target = Options.ParseWord("--target", parsed.GetRequiredValue(target), Targets),
                IsClient = parsed.GetValue(client),
                AllowHiddenRecipients = parsed.GetValue(hidden),
                HeaderProtection = Options.ParseHeaderProtection(parsed.GetRequiredValue(headers)),
                HeaderConfidentiality = Options.ParseHeaderConfidentiality(parsed.GetValue(hide)) ?? HeaderConfidentiality.Baseline,
                Profile = Options.ParseProfile(parsed.GetValue(profile)),
            };
            using DomSecCommunity opened = Communities.Open(terminal, parsed.GetRequiredValue(community), parsed.GetValue(passwordFile));
            return await Transformation.RunAsync(
                terminal,
                "encrypting",
                parsed.GetRequiredValue(input),
                parsed.GetRequiredValue(output),
                async (source, destination) =>
                {
                    DomainEncryptionReport report = await opened.Encryptor.EncryptStreamAsync(source, destination, request, ct);
                    return (report.Outcome, report.Refusal, $"encrypted to {string.Join(", ", report.Authorities.Select(authority => authority.Value).Concat(report.Recipients))}"
                        + (report.ConcealedFields.Count == 0 ? "" : $"; hidden: {string.Join(", ", report.ConcealedFields)}"));
                });
        });
        return command;
    }
}
