using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace DomSec.Providers;

/// <summary>Reads the agreement with a member from its object in <c>community.json</c>.</summary>
internal sealed class PeerAgreementReader
{
    /// <summary>The properties that <see cref="TryRead"/> knows, for people.</summary>
    public const string Properties = "naming, pins, organization, maxLabelDistance, directoryNames, directClearSigned, dialects";

    private static readonly Dictionary<string, NamingProfile> Profiles = new(StringComparer.OrdinalIgnoreCase)
    {
        ["strict3183"] = NamingProfile.Strict3183,
        ["emailRole"] = NamingProfile.EmailRole,
        ["cabfMailbox"] = NamingProfile.CabfMailbox,
        ["uriSan"] = NamingProfile.UriSan,
    };

    private static readonly Dictionary<string, PeerDialects> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["typeArc"] = PeerDialects.TypeArc,
        ["parallelSignatures"] = PeerDialects.ParallelSignatures,
        ["encryptingAuthority"] = PeerDialects.EncryptingAuthority,
    };

    private PeerAgreement? _agreement;

    /// <summary>Reads a property's value if it belongs here.</summary>
    /// <exception cref="FormatException">It cannot be read.</exception>
    public bool TryRead(ref Utf8JsonReader reader, string name)
    {
        PeerAgreement so = _agreement ?? new PeerAgreement();
        switch (name.ToUpperInvariant())
        {
            case "NAMING":
                _agreement = so with { Naming = Word(ref reader, Profiles, "naming") };
                return true;
            case "PINS":
                _agreement = so with { Pins = [.. List(ref reader, "pins").Select(CertificatePin.Parse)] };
                return true;
            case "ORGANIZATION":
                CommunityConfiguration.Expect(ref reader, JsonTokenType.String, "organization has to be a text");
                _agreement = so with { Organization = reader.GetString() };
                return true;
            case "MAXLABELDISTANCE":
                CommunityConfiguration.Expect(ref reader, JsonTokenType.Number, "maxLabelDistance has to be a number");
                _agreement = so with { MaxLabelDistance = reader.TryGetInt32(out int labels) ? labels : -1 };
                return true;
            case "DIRECTORYNAMES":
                _agreement = so with { DirectoryNames = Names(ref reader) };
                return true;
            case "DIRECTCLEARSIGNED":
                _agreement = so with
                {
                    DirectClearSigned = reader.TokenType == JsonTokenType.True || (reader.TokenType == JsonTokenType.False ? false : throw new FormatException("directClearSigned has to be true or false")),
                };
                return true;
            case "DIALECTS":
                PeerDialects dialects = PeerDialects.None;
                foreach (string word in List(ref reader, "dialects"))
                {
                    dialects |= Find(word, Words, "dialects");
                }

                _agreement = so with { Dialects = dialects };
                return true;
            default:
                return false;
        }
    }

    /// <summary>What was read; null when nothing was said.</summary>
    /// <exception cref="FormatException">Parts of it do not go together.</exception>
    public PeerAgreement? Finish() => _agreement?.Problem is { } problem ? throw new FormatException(problem) : _agreement;

    private static T Word<T>(ref Utf8JsonReader reader, Dictionary<string, T> words, string name)
    {
        CommunityConfiguration.Expect(ref reader, JsonTokenType.String, $"{name} has to be one of {string.Join(", ", words.Keys)}");
        return Find(reader.GetString()!, words, name);
    }

    private static T Find<T>(string word, Dictionary<string, T> words, string name) =>
        words.TryGetValue(word, out T? value) ? value : throw new FormatException($"{name} has to be one of {string.Join(", ", words.Keys)}");

    private static List<string> List(ref Utf8JsonReader reader, string name)
    {
        string expected = $"{name} has to be a list of texts";
        CommunityConfiguration.Expect(ref reader, JsonTokenType.StartArray, expected);
        var list = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            CommunityConfiguration.Expect(ref reader, JsonTokenType.String, expected);
            list.Add(reader.GetString()!);
        }

        return list;
    }

    private static Dictionary<MailDomain, X500DistinguishedName> Names(ref Utf8JsonReader reader)
    {
        const string Expected = "directoryNames has to be an object of domains and names, such as { \"acme.example\": \"O=Acme,C=NZ\" }";
        CommunityConfiguration.Expect(ref reader, JsonTokenType.StartObject, Expected);
        var names = new Dictionary<MailDomain, X500DistinguishedName>();
        while (CommunityConfiguration.NextProperty(ref reader) is { } domain)
        {
            CommunityConfiguration.Expect(ref reader, JsonTokenType.String, Expected);
            try
            {
                names[MailDomain.Parse(domain)] = new X500DistinguishedName(reader.GetString()!);
            }
            catch (CryptographicException e)
            {
                throw new FormatException(Expected, e);
            }
        }

        return names;
    }
}
