using System.CommandLine;
using DomSec.Cli.Display;
using DomSec.Cli.IO;
using DomSec.Hosting;

namespace DomSec.Cli.Commands;

/// <summary><c>domsec decrypt</c>: OUT is written only when the content may be released.</summary>
internal static class DecryptCommand
{
    public static Command Build(CliTerminal terminal)
    {
        Option<string> community = Options.Community(required: false);
        Option<string> domain = Options.Domain(required: false, "The domain whose keys decrypt; without it every own domain's keys may.");
        Option<string[]> key = Options.Many("--key", "FILE", "A further decryption key with its certificate (PEM or PKCS#12).");
        Option<bool> keep = new("--keep-header") { Description = "Leave header fields as they came outside; without it hidden ones are put back." };
        Option<string> passwordFile = Options.PasswordFile();
        Argument<string> input = Options.In();
        Argument<string> output = Options.Out();
        var command = new Command("decrypt", "Decrypt a message with a domain's keys.") { community, domain, key, keep, passwordFile, input, output };
        command.SetAction(async (parsed, ct) =>
        {
            string? folder = parsed.GetValue(community);
            string[] keys = parsed.GetRequiredValue(key);
            if (folder is null && keys.Length == 0)
            {
                throw CliFailure.Usage("decrypt needs keys: give --community or --key.");
            }

            string? name = parsed.GetValue(domain);
            var request = new DomainDecryptionRequest
            {
                Domain = name is null ? null : Options.ParseDomain(name),
                RestoreHeaders = !parsed.GetValue(keep),

                // Whoever decrypts by hand has asked for the content, and peers before AuthEnvelopedData send nothing else: a warning takes the refusal's place.
                AllowUnauthenticatedContent = true,
            };
            using DomSecCommunity opened = Communities.Open(terminal, folder, parsed.GetValue(passwordFile), keys: keys);
            return await Transformation.RunAsync(
                terminal,
                "decrypting",
                parsed.GetRequiredValue(input),
                parsed.GetRequiredValue(output),
                async (source, destination) =>
                {
                    DomainDecryptionReport report = await opened.Encryptor.DecryptStreamAsync(source, destination, request, ct);
                    if (report.Outcome == DomainOutcome.Applied && report.Classification?.Flags.FirstOrDefault(raised => raised.Flag == SecurityFlags.Unauthenticated) is { } warning)
                    {
                        await terminal.Error.WriteLineAsync($"domsec: warning: {SafeText.Escape(warning.Flag.Meaning)} It may have been altered. [{warning.Flag.Id}]");
                    }

                    return (report.Outcome, report.Refusal, $"decrypted; the signatures inside: {report.Classification?.Status.ToString().ToLowerInvariant() ?? "not judged"}"
                        + (report.RestoredFields.Count == 0 ? "" : SafeText.Escape($"; put back: {string.Join(", ", report.RestoredFields)}")));
                });
        });
        return command;
    }
}
