using DomSec.TestKit;
using Xunit.v3;

namespace DomSec.Interop.Tests.Matrix;

/// <summary>Runs after all the others: tests outside the parallel collections do.</summary>
[CollectionDefinition(nameof(MatrixCollection), DisableParallelization = true)]
public sealed class MatrixCollection;

/// <summary>docs/INTEROP.md is what this run has proven. A run of some of the tests only says nothing about it.</summary>
[Collection(nameof(MatrixCollection))]
public sealed class MatrixTests
{
    private const string Update = "DOMSEC_UPDATE_DOCS";
    private static readonly string _document = RepositoryFolder.Path("docs/INTEROP.md");

    [Fact]
    public void Every_cell_passes_or_names_the_peer_s_limit()
    {
        RequireWholeRun();
        string contradictions = string.Join('\n', MatrixDocument.Directions.SelectMany(MatrixDocument.Contradictions));
        Assert.True(contradictions.Length == 0, contradictions);
    }

    [Fact]
    public void Committed_matrix_is_what_this_run_has_proven()
    {
        RequireWholeRun();
        string expected = MatrixDocument.Render();
        if (string.Equals(Environment.GetEnvironmentVariable(Update), "1", StringComparison.Ordinal))
        {
            File.WriteAllText(_document, expected);
        }

        string actual = File.Exists(_document) ? File.ReadAllText(_document) : string.Empty;
        Assert.True(string.Equals(expected, actual, StringComparison.Ordinal), $"docs/INTEROP.md is not what was proven: run all of these tests once with {Update}=1 and commit it.");
    }

    private static void RequireWholeRun()
    {
        IReadOnlyList<string> missing = WitnessAttribute.Missing(typeof(MatrixTests));
        Assert.SkipWhen(missing.Count > 0, $"{missing.Count} of the other tests did not run or did not pass, {missing.FirstOrDefault()} among them.");
    }
}
