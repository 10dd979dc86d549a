using DomSec.Corpus;
using DomSec.TestKit;

namespace DomSec.Tests.Conformance;

/// <summary>The conformance corpus of RFC 3183, entry by entry; which requirement each proves is in its manifest and so in docs/CONFORMANCE.md.</summary>
public sealed class CorpusTests
{
    public static TheoryData<string> Entries { get; } = [.. CorpusManifest.Default.Entries.Keys];

    [Theory]
    [MemberData(nameof(Entries))]
    public async Task Entry_gives_what_its_manifest_says_or_is_pending(string id)
    {
        CorpusManifest manifest = CorpusManifest.Default;
        IReadOnlyList<string> differences = await CorpusRun.DifferencesAsync(manifest, manifest.Entries[id]);
        if (manifest.Pending.Contains(id))
        {
            Assert.True(differences.Count > 0, $"{id} passes now: take it off pending.txt.");
        }
        else
        {
            Assert.True(differences.Count == 0, $"{id}: {string.Join("; ", differences)}");
        }
    }

    [Fact]
    public void Pending_entries_are_entries() => Assert.Empty(CorpusManifest.Default.Pending.Except(CorpusManifest.Default.Entries.Keys, StringComparer.Ordinal));

    [Fact]
    public void Requirements_of_all_entries_exist()
    {
        var known = File.ReadLines(RepositoryFolder.Path("tests/requirements-ids.tsv")).Select(line => line.Split('\t')[0]).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(
            from entry in CorpusManifest.Default.Entries
            from requirement in CorpusManifest.Texts(entry.Value.GetProperty("requirements"))
            where !known.Contains(requirement)
            select entry.Key + " names " + requirement);
    }

    [Fact]
    public void Committed_corpus_is_what_its_generator_makes()
    {
        string folder = RepositoryFolder.Path("tests/vectors/domsec");
        IReadOnlyDictionary<string, byte[]> made = Generator.Make(folder);
        string[] committed =
        [
            "manifest.json",
            .. Generator.Folders.Where(name => Directory.Exists(Path.Combine(folder, name))).SelectMany(name => Directory.EnumerateFiles(Path.Combine(folder, name))).Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/')),
        ];
        Assert.Equal(made.Keys.Order(StringComparer.Ordinal), committed.Order(StringComparer.Ordinal));
        Assert.Empty(made.Where(file => !File.ReadAllBytes(Path.Combine([folder, .. file.Key.Split('/')])).AsSpan().SequenceEqual(file.Value)).Select(file => file.Key));
    }
}
