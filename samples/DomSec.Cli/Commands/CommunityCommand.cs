using System.CommandLine;
using System.Text.Json;
using DomSec.Cli.Display;
using DomSec.Cli.IO;
using DomSec.Providers;
using Spectre.Console;

namespace DomSec.Cli.Commands;

/// <summary><c>domsec community</c>: makes, extends and checks community folders.</summary>
internal static class CommunityCommand
{
    private static readonly Dictionary<string, NamingProfile> Namings = new(StringComparer.Ordinal)
    {
        ["strict3183"] = NamingProfile.Strict3183,
        ["emailRole"] = NamingProfile.EmailRole,
        ["uriSan"] = NamingProfile.UriSan,
    };

    private static readonly Dictionary<string, CommunityKeyType> BothWays = new(StringComparer.Ordinal)
    {
        ["rsa2048"] = CommunityKeyType.Rsa2048,
        ["rsa3072"] = CommunityKeyType.Rsa3072,
        ["rsa4096"] = CommunityKeyType.Rsa4096,
        ["p256"] = CommunityKeyType.P256,
        ["p384"] = CommunityKeyType.P384,
        ["p521"] = CommunityKeyType.P521,
    };

    private static readonly Dictionary<string, CommunityKeyType> SigningKeys = new(BothWays, StringComparer.Ordinal)
    {
        ["ed25519"] = CommunityKeyType.Ed25519,
        ["mldsa65"] = CommunityKeyType.MlDsa65,
    };

    private static readonly Dictionary<string, CommunityKeyType> DecryptionKeys = new(BothWays, StringComparer.Ordinal)
    {
        ["x25519"] = CommunityKeyType.X25519,
        ["mlkem768"] = CommunityKeyType.MlKem768,
    };

    private delegate IReadOnlyList<string> Writer(string folder, IReadOnlyList<MailDomain> domains, CommunityKeyType signing, CommunityKeyType encryption, TimeProvider? time, string? password, NamingProfile naming);

    public static Command Build(CliTerminal terminal) => new("community", "Make, extend and check community folders.")
    {
        BuildWriter(terminal, "init", "Make a community: a private root and, per domain, all identities.", CommunityWriter.Init),
        BuildWriter(terminal, "add", "Add domains to a community.", CommunityWriter.Add),
        BuildCheck(terminal),
        BuildRollover(terminal),
        BuildExport(terminal),
        BuildImport(terminal),
    };

    private static Command BuildExport(CliTerminal terminal)
    {
        Argument<string> folder = new("DIR") { Description = "The community folder." };
        Option<string> ldif = new("--ldif") { Description = "The file to write, for slapadd; - for standard output.", HelpName = "FILE", Required = true };
        Option<string> at = new("--base") { Description = "The name of the directory's topmost entry.", HelpName = "DN", DefaultValueFactory = _ => "dc=community,dc=example" };
        var command = new Command("export", "Write the public parts of a community as LDIF, for an LDAP directory.") { folder, ldif, at };
        command.SetAction(parsed =>
        {
            using var community = new FolderCommunity(parsed.GetRequiredValue(folder), new FolderCommunityOptions { Watch = false });
            var text = new StringWriter();
            CommunityLdif.Export(community, parsed.GetRequiredValue(at), text);
            string file = parsed.GetRequiredValue(ldif);
            if (file == "-")
            {
                terminal.Text.Write(text.ToString());
            }
            else
            {
                File.WriteAllText(file, text.ToString());
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static Command BuildImport(CliTerminal terminal)
    {
        Argument<string> folder = new("DIR") { Description = "The community folder to make; missing or empty." };
        Option<string> ldif = new("--ldif") { Description = "The file to read, as slapcat writes it.", HelpName = "FILE", Required = true };
        Option<bool> anchors = new("--trust-anchors") { Description = "Take the entry cn=anchors for trust anchors: only for a file that is trusted." };
        var command = new Command("import", "Make a community folder, without identities, from the LDIF of a directory.") { folder, ldif, anchors };
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(folder);
            using var text = new StreamReader(parsed.GetRequiredValue(ldif));
            foreach (string file in CommunityLdif.Import(text, path, parsed.GetValue(anchors)))
            {
                terminal.Text.WriteLine(SafeText.Escape(Path.Combine(path, file)));
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static Command BuildWriter(CliTerminal terminal, string name, string description, Writer write)
    {
        Argument<string> folder = new("DIR") { Description = "The community folder." };
        // What follows a --domain D is another D.
        Argument<string[]> more = new("MORE") { Arity = ArgumentArity.ZeroOrMore, Hidden = true };
        Option<string[]> domain = Options.Many("--domain", "D", "A domain.", required: true);
        Option<string> key = KeyOption("--key", "Keys that sign", SigningKeys);
        Option<string> encryptionKey = KeyOption("--encryption-key", "Keys that decrypt", DecryptionKeys);
        Option<string> naming = new("--naming") { Description = $"How certificates are named: {string.Join(", ", Namings.Keys)}.", HelpName = "NAMING", DefaultValueFactory = _ => "strict3183" };
        Option<string> passwordFile = Options.PasswordFile();
        var command = new Command(name, description) { folder, more, domain, key, encryptionKey, naming, passwordFile };
        command.SetAction(async (parsed, _) =>
        {
            MailDomain[] domains = [.. parsed.GetRequiredValue(domain).Concat(parsed.GetValue(more) ?? []).Select(Options.ParseDomain)];
            CommunityKeyType signing = Options.ParseWord("--key", parsed.GetRequiredValue(key), SigningKeys);
            CommunityKeyType encryption = Options.ParseWord("--encryption-key", parsed.GetRequiredValue(encryptionKey), DecryptionKeys);
            NamingProfile named = Options.ParseWord("--naming", parsed.GetRequiredValue(naming), Namings);
            string path = parsed.GetRequiredValue(folder);
            string? password = Options.Password(terminal, parsed.GetValue(passwordFile))("ca/root.key");
            Task<IReadOnlyList<string>> work = Task.Run(() => write(path, domains, signing, encryption, time: null, password, named), CancellationToken.None);
            foreach (string file in await ProgressLine.ShowAsync(terminal, "making keys", Stream.Null, work))
            {
                await terminal.Text.WriteLineAsync(SafeText.Escape(Path.Combine(path, file)));
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static Command BuildCheck(CliTerminal terminal)
    {
        Argument<string> folder = new("DIR") { Description = "The community folder." };
        Option<bool> json = Options.Json();
        Option<string> passwordFile = Options.PasswordFile();
        var command = new Command("check", "Report on every identity: validity, naming, chain, expiry.") { folder, json, passwordFile };
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(folder);
            IReadOnlyList<CommunityFinding> findings = CommunityWriter.Check(path, time: null, Options.Password(terminal, parsed.GetValue(passwordFile)));
            if (parsed.GetValue(json))
            {
                WriteJson(terminal, findings);
            }
            else
            {
                Show(terminal, findings);
            }

            int errors = findings.Count(finding => finding.Severity == CommunityFindingSeverity.Error);
            return errors == 0 ? ExitCode.Done : throw CliFailure.Input($"{path}: {errors} of {findings.Count} findings are errors.");
        });
        return command;
    }

    private static Command BuildRollover(CliTerminal terminal)
    {
        Argument<string> folder = new("DIR") { Description = "The community folder." };
        Option<string> domain = new("--domain") { Description = "The domain.", HelpName = "D", Required = true };
        Option<string?> key = new("--key") { Description = $"Keys that sign; without it as now: {string.Join(", ", SigningKeys.Keys)}.", HelpName = "KIND" };
        Option<string?> encryptionKey = new("--encryption-key") { Description = $"Keys that decrypt; without it as now: {string.Join(", ", DecryptionKeys.Keys)}.", HelpName = "KIND" };
        Option<DateTimeOffset?> at = new("--at") { Description = "From when on they are used; without it 30 days before the ones in use end.", HelpName = "TIME" };
        Option<bool> force = new("--force") { Description = "Make further ones although the next ones are there." };
        Option<string> passwordFile = Options.PasswordFile();
        var command = new Command("rollover", "Make the next key pairs of a domain, to step in by time.") { folder, domain, key, encryptionKey, at, force, passwordFile };
        command.SetAction(async (parsed, _) =>
        {
            string path = parsed.GetRequiredValue(folder);
            MailDomain of = Options.ParseDomain(parsed.GetRequiredValue(domain));
            var options = new RolloverOptions
            {
                Signing = parsed.GetValue(key) is { } signing ? Options.ParseWord("--key", signing, SigningKeys) : null,
                Encryption = parsed.GetValue(encryptionKey) is { } encryption ? Options.ParseWord("--encryption-key", encryption, DecryptionKeys) : null,
                StartsAt = parsed.GetValue(at),
                Force = parsed.GetValue(force),
                Password = Options.Password(terminal, parsed.GetValue(passwordFile))("ca/root.key"),
            };
            Task<IReadOnlyList<string>> work = Task.Run(() => CommunityWriter.Stage(path, of, options), CancellationToken.None);
            IReadOnlyList<string> files = await ProgressLine.ShowAsync(terminal, "making keys", Stream.Null, work);
            foreach (string file in files)
            {
                await terminal.Text.WriteLineAsync(SafeText.Escape(Path.Combine(path, file)));
            }

            return files.Count > 0 ? ExitCode.Done : throw CliFailure.Refused($"The next key pairs of {of} are there already; --force makes further ones.");
        });
        return command;
    }

    private static Option<string> KeyOption(string name, string what, IReadOnlyDictionary<string, CommunityKeyType> kinds) => new(name)
    {
        Description = $"{what}: {string.Join(", ", kinds.Keys)}.",
        HelpName = "KIND",
        DefaultValueFactory = _ => "rsa3072",
    };

    private static void Show(CliTerminal terminal, IReadOnlyList<CommunityFinding> findings)
    {
        foreach (CommunityFinding finding in findings)
        {
            string word = finding.Severity switch
            {
                CommunityFindingSeverity.Good => "[green]good[/]   ",
                CommunityFindingSeverity.Warning => "[yellow]warning[/]",
                CommunityFindingSeverity.Advice => "[blue]advice[/] ",
                _ => "[red]error[/]  ",
            };
            terminal.Ansi.MarkupLine($"{word} {SafeText.Mark(finding.File)}: {SafeText.Mark(finding.Text)}");
        }
    }

    private static void WriteJson(CliTerminal terminal, IReadOnlyList<CommunityFinding> findings)
    {
        using (var json = new Utf8JsonWriter(terminal.Out, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartArray();
            foreach (CommunityFinding finding in findings)
            {
                json.WriteStartObject();
                json.WriteString("domain", finding.Domain?.Value);
                json.WriteString("file", finding.File);
                json.WriteString("severity", finding.Severity switch { CommunityFindingSeverity.Good => "good", CommunityFindingSeverity.Warning => "warning", CommunityFindingSeverity.Advice => "advice", _ => "error" });
                json.WriteString("text", finding.Text);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        terminal.Text.WriteLine();
    }
}
