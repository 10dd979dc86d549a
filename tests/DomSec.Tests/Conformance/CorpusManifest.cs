using System.Text.Json;
using DomSec.TestKit;

namespace DomSec.Tests.Conformance;

/// <summary>The public corpus: tests/vectors/domsec with its manifest.json, and which entries are known to fail today.</summary>
internal sealed class CorpusManifest
{
    private static readonly Lazy<CorpusManifest> Loaded = new(() => new CorpusManifest(RepositoryFolder.Path("tests/vectors/domsec")));

    private readonly string _folder;

    private CorpusManifest(string folder)
    {
        _folder = folder;
        Root = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "manifest.json"))).RootElement;
        EvaluationTime = Root.GetProperty("evaluationTime").GetDateTimeOffset();
        Entries = Root.GetProperty("entries").EnumerateArray().ToDictionary(entry => entry.GetProperty("id").GetString()!, StringComparer.Ordinal);
        FlagCatalogue = Texts(Root.GetProperty("flagCatalogue"));
        Pending = File.ReadLines(RepositoryFolder.Path("tests/DomSec.Tests/Conformance/pending.txt"))
            .Select(line => line.Split('#')[0].Trim())
            .Where(line => line.Length > 0)
            .ToHashSet(StringComparer.Ordinal);
    }

    public static CorpusManifest Default => Loaded.Value;

    public JsonElement Root { get; }

    public DateTimeOffset EvaluationTime { get; }

    public IReadOnlyDictionary<string, JsonElement> Entries { get; }

    public IReadOnlyList<string> FlagCatalogue { get; }

    /// <summary>Entries for what is not built yet. They must still fail: one that passes is to be taken off the list.</summary>
    public IReadOnlySet<string> Pending { get; }

    /// <summary>The entries that prove a requirement, for the table of requirements.</summary>
    public IEnumerable<(string Requirement, string Name)> Proofs =>
        from entry in Entries
        where !Pending.Contains(entry.Key)
        from requirement in Texts(entry.Value.GetProperty("requirements"))
        select (requirement, "corpus " + entry.Key);

    public byte[] Read(string file) => File.ReadAllBytes(Path.Combine([_folder, .. file.Split('/')]));

    /// <summary>The DER octets in a PEM file of the corpus.</summary>
    public byte[] ReadPem(string file)
    {
        string text = System.Text.Encoding.ASCII.GetString(Read(file));
        return Convert.FromBase64String(text[System.Security.Cryptography.PemEncoding.Find(text).Base64Data]);
    }

    public static string[] Texts(JsonElement array) => [.. array.EnumerateArray().Select(element => element.GetString()!)];
}
