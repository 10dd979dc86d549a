using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using DomSec.TestKit;
using DomSec.Tests.Conformance;
using Mono.Cecil;

namespace DomSec.Tests.Architecture;

/// <summary>
/// docs/CONFORMANCE.md: which requirement is proven by which tests. A test names a requirement with <c>[Trait("Requirement", "DS-NAM-12")]</c>
/// on itself or on its class, or in its name with underscores (<c>DS_NAM_12</c>); the entries of the corpus name theirs in its manifest. A requirement without a
/// test stays visible as a gap; tests/deviations.tsv says what is done otherwise than a requirement says, or not yet, and why.
/// </summary>
public sealed partial class ConformanceTable
{
    private const string Update = "DOMSEC_UPDATE_DOCS";
    private static readonly string[] Projects = ["DomSec.Tests", "DomSec.Interop.Tests", "DomSec.Ldap.Tests", "DomSec.Fuzz"];
    private static readonly string Document = RepositoryFolder.Path("docs/CONFORMANCE.md");

    [Fact]
    public void Committed_table_is_up_to_date()
    {
        string expected = Render();
        if (string.Equals(Environment.GetEnvironmentVariable(Update), "1", StringComparison.Ordinal))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Document)!);
            File.WriteAllText(Document, expected);
        }

        string actual = File.Exists(Document) ? File.ReadAllText(Document) : string.Empty;
        Assert.True(string.Equals(expected, actual, StringComparison.Ordinal), $"docs/CONFORMANCE.md is not up to date: run the tests once with {Update}=1 and commit it.");
    }

    [Fact]
    public void Every_requirement_that_a_test_names_exists()
    {
        var known = Requirements().Select(requirement => requirement.Id).ToHashSet(StringComparer.Ordinal);
        Assert.NotEmpty(known);
        Assert.Empty(Tests().Where(test => !known.Contains(test.Requirement)).Select(test => $"{test.Name} names {test.Requirement}"));
    }

    [Fact]
    public void Every_deviation_is_from_a_requirement_that_exists_and_says_why()
    {
        var known = Requirements().Select(requirement => requirement.Id).ToHashSet(StringComparer.Ordinal);
        ILookup<string, string> tests = Tests().ToLookup(test => test.Requirement, test => test.Name, StringComparer.Ordinal);
        foreach ((string id, string state, string text) in Deviations())
        {
            Assert.Contains(id, known);
            Assert.Contains(state, (string[])["deviates", "later"]);
            Assert.EndsWith(".", text, StringComparison.Ordinal);
            Assert.True(state == "deviates" || !tests.Contains(id), $"{id} has tests now: it is not for later.");
        }
    }

    /// <summary>RFC 3183, its security services and what protects and reports header fields are this library's purpose: no row of theirs is without a test, or without a reason.</summary>
    [Fact]
    public void No_row_of_the_purpose_is_untested_without_a_reason()
    {
        HashSet<string> covered = [.. Tests().Select(test => test.Requirement), .. Deviations().Select(deviation => deviation.Id)];
        Assert.DoesNotContain(Requirements().Select(requirement => requirement.Id), id => !covered.Contains(id)
            && (id.StartsWith("DS-", StringComparison.Ordinal) || id.StartsWith("ESS-", StringComparison.Ordinal) || id.StartsWith("HP-", StringComparison.Ordinal) || id.StartsWith("AR-", StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"(?<![A-Za-z0-9])(?:[A-Z][A-Z0-9]{1,3})(?:_[A-Z]{2,3})?_[0-9]{2}(?![A-Za-z0-9])", RegexOptions.None, 1000)]
    private static partial Regex IdentifierInName();

    private static string Render()
    {
        IReadOnlyList<(string Id, string Reference, string Level)> requirements = Requirements();
        ILookup<string, string> tests = Tests().ToLookup(test => test.Requirement, test => test.Name, StringComparer.Ordinal);
        int proven = requirements.Count(requirement => tests.Contains(requirement.Id));
        var text = new StringBuilder();
        text.Append("# Conformance\n\n");
        text.Append("Written by the tests; do not edit. A requirement is an identifier, the clause it comes from (an RFC section; of RFC 3183 where no number stands before it)\n");
        text.Append("and its level there. `MUST*` is a lower-case must of RFC 3183, `LIB` a rule of this library, `LIB-SEC` one for security.\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{proven} of {requirements.Count} requirements have a test.\n\n");
        text.Append("*proven*: its tests hold. *deviates*: done otherwise, for the reason below. *later*: not there yet. *no test*: nothing shows it.\n\n");
        text.Append("| Requirement | Done otherwise, or later, because |\n|---|---|\n");
        foreach ((string id, string state, string reason) in Deviations())
        {
            text.Append(CultureInfo.InvariantCulture, $"| {id} | {(state == "later" ? "Later. " : "")}{Cell(reason)} |\n");
        }

        Dictionary<string, string> deviations = Deviations().GroupBy(deviation => deviation.Id, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First().State, StringComparer.Ordinal);
        text.Append("\n| Requirement | Clause | Level | State | Tests |\n|---|---|---|---|---|\n");
        foreach ((string id, string reference, string level) in requirements)
        {
            string names = string.Join("<br>", tests[id].Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(name => $"`{name}`"));
            string state = deviations.GetValueOrDefault(id) ?? (names.Length == 0 ? "no test" : "proven");
            text.Append(CultureInfo.InvariantCulture, $"| {id} | {Cell(reference)} | {Cell(level)} | {state} | {(names.Length == 0 ? "–" : names)} |\n");
        }

        return text.ToString();
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal);

    private static IReadOnlyList<(string Id, string Reference, string Level)> Requirements() =>
    [
        .. File.ReadLines(RepositoryFolder.Path("tests/requirements-ids.tsv"))
            .Skip(1)
            .Select(line => line.Split('\t'))
            .Select(cells => (cells[0], cells[1], cells[2])),
    ];

    private static IReadOnlyList<(string Id, string State, string Text)> Deviations() =>
    [
        .. File.ReadLines(RepositoryFolder.Path("tests/deviations.tsv"))
            .Skip(1)
            .Select(line => line.Split('\t'))
            .Select(cells => (cells[0], cells[1], cells[2])),
    ];

    private static IReadOnlyList<(string Requirement, string Name)> Tests()
    {
        var known = Requirements().Select(requirement => requirement.Id).ToHashSet(StringComparer.Ordinal);

        // A theory over a corpus names its requirements in the corpus' manifest.
        var result = new List<(string, string)>(CorpusManifest.Default.Proofs);
        foreach (string project in Projects)
        {
            using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(OutputOf(project));
            foreach (TypeDefinition type in assembly.MainModule.GetTypes())
            {
                foreach (MethodDefinition method in type.Methods.Where(method => method.CustomAttributes.Any(IsTest)))
                {
                    IEnumerable<string> traits = method.CustomAttributes.Concat(type.CustomAttributes).SelectMany(RequirementsOf);
                    IEnumerable<string> named = IdentifierInName().Matches(method.Name + " " + type.Name).Select(match => match.Value.Replace('_', '-')).Where(known.Contains);
                    result.AddRange(traits.Concat(named).Select(id => (id, type.Name + "." + method.Name)));
                }
            }
        }

        return result;
    }

    private static bool IsTest(CustomAttribute attribute) => attribute.AttributeType.FullName is "Xunit.FactAttribute" or "Xunit.TheoryAttribute";

    /// <summary>One identifier, or several with blanks between them.</summary>
    private static string[] RequirementsOf(CustomAttribute attribute) =>
        attribute.AttributeType.FullName is "Xunit.TraitAttribute" && attribute.ConstructorArguments is [{ Value: "Requirement" }, { Value: string ids }]
            ? ids.Split((char[])[' ', ','], StringSplitOptions.RemoveEmptyEntries)
            : [];

    // The other test assemblies lie beside this one: tests/<project>/bin/<configuration>/<framework>/<project>.dll.
    private static string OutputOf(string project)
    {
        string own = typeof(ConformanceTable).Assembly.Location;
        string path = own.Replace("DomSec.Tests", project, StringComparison.Ordinal);
        Assert.True(File.Exists(path), project + " is not built");
        return path;
    }
}
