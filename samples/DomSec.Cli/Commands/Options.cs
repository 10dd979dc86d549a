using System.CommandLine;
using System.Globalization;

namespace DomSec.Cli.Commands;

/// <summary>Options and arguments that several commands have, and how their texts become values; a bad value is a usage error.</summary>
internal static class Options
{
    private static readonly Dictionary<string, HeaderProtectionScheme> HeaderSchemes = new(StringComparer.Ordinal)
    {
        ["auto"] = HeaderProtectionScheme.Auto,
        ["none"] = HeaderProtectionScheme.None,
        ["rfc9788"] = HeaderProtectionScheme.Rfc9788,
        ["rfc7508"] = HeaderProtectionScheme.Rfc7508,
    };

    private static readonly Dictionary<string, IHeaderConfidentialityPolicy> HeaderPolicies = new(StringComparer.Ordinal)
    {
        ["baseline"] = DomSec.HeaderConfidentiality.Baseline,
        ["none"] = DomSec.HeaderConfidentiality.None,
    };

    public static Option<string> Community(bool required) => new("--community")
    {
        Description = "The community folder.",
        HelpName = "DIR",
        Required = required,
    };

    public static Option<string> Domain(bool required, string description) => new("--domain")
    {
        Description = description,
        HelpName = "D",
        Required = required,
    };

    public static Option<string> PasswordFile() => new("--password-file")
    {
        Description = "A file whose first line is the password of encrypted keys (else the variable DOMSEC_PASSWORD).",
        HelpName = "FILE",
    };

    public static Option<string> Profile() => new("--profile")
    {
        Description = $"What the peer understands: {ProfileNames}.",
        HelpName = "P",
    };

    public static Option<bool> Json() => new("--json") { Description = "Write JSON for programs." };

    /// <summary>May be given several times; one value each, so that it never swallows IN.</summary>
    public static Option<string[]> Many(string name, string helpName, string description, bool required = false)
    {
        var option = new Option<string[]>(name)
        {
            Description = description + " May be repeated.",
            HelpName = helpName,
            Required = required,
            AllowMultipleArgumentsPerToken = false,
        };
        if (!required)
        {
            option.DefaultValueFactory = _ => [];
        }

        return option;
    }

    public static Option<string> HeaderProtection(string description) => new("--header-protection")
    {
        Description = $"{description}: {string.Join(", ", HeaderSchemes.Keys)}.",
        HelpName = "SCHEME",
        DefaultValueFactory = _ => "auto",
    };

    public static Option<string?> HeaderConfidentiality(string description) => new("--header-confidentiality")
    {
        Description = $"{description}: {string.Join(", ", HeaderPolicies.Keys)}.",
        HelpName = "POLICY",
    };

    public static HeaderProtectionScheme ParseHeaderProtection(string word) => ParseWord("--header-protection", word, HeaderSchemes);

    public static IHeaderConfidentialityPolicy? ParseHeaderConfidentiality(string? word) => word is null ? null : ParseWord("--header-confidentiality", word, HeaderPolicies);

    public static Argument<string> In() => new("IN") { Description = "The message; - is standard input." };

    public static Argument<string> Out() => new("OUT") { Description = "Where the result goes, whole or not at all; - is standard output." };

    public static string[] ParseAddresses(string option, string[] addresses)
    {
        foreach (string address in addresses)
        {
            if (!MailDomain.TryFromAddress(address, out _, out _))
            {
                throw CliFailure.Usage($"{option}: '{address}' is not an address such as bob@partner.example.");
            }
        }

        return addresses;
    }

    public static MailDomain ParseDomain(string text)
    {
        try
        {
            return MailDomain.Parse(text);
        }
        catch (FormatException e)
        {
            throw CliFailure.Usage($"--domain: {e.Message}.");
        }
    }

    /// <summary>Null when none was asked for: then the community's configuration and what peers announced decide.</summary>
    public static AlgorithmProfile? ParseProfile(string? name) => name is null
        ? null
        : AlgorithmProfile.TryGet(name) ?? throw CliFailure.Usage($"--profile: '{name}' is not a profile; valid are {ProfileNames}.");

    /// <summary>ISO 8601; without an offset it is UTC.</summary>
    public static DateTimeOffset? ParseTime(string? text)
    {
        if (text is null)
        {
            return null;
        }

        string[] forms = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyyMMdd'T'HHmmssK"];
        return DateTimeOffset.TryParseExact(text, forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time)
            ? time
            : throw CliFailure.Usage($"--at: '{text}' is not an ISO 8601 time such as 2026-11-23T10:00:00Z.");
    }

    /// <summary>One of a few words, or a usage error that lists them.</summary>
    public static T ParseWord<T>(string option, string word, IReadOnlyDictionary<string, T> words) =>
        words.TryGetValue(word, out T? value) ? value : throw CliFailure.Usage($"{option}: '{word}' is unknown; valid are {string.Join(", ", words.Keys)}.");

    /// <summary>Asked only when a key turns out to be encrypted.</summary>
    public static Func<string, string?> Password(CliTerminal terminal, string? passwordFile)
    {
        if (passwordFile is null)
        {
            return _ => terminal.Environment("DOMSEC_PASSWORD");
        }

        string text;
        try
        {
            text = File.ReadLines(passwordFile).FirstOrDefault() ?? "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw CliFailure.Input($"--password-file: '{passwordFile}' cannot be read: {e.Message}");
        }

        return _ => text;
    }

    private static string ProfileNames => string.Join(", ", AlgorithmProfile.Names);
}
