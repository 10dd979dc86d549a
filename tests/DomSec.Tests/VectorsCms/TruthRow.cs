using System.Globalization;
using DomSec.TestKit;

namespace DomSec.Tests.VectorsCms;

/// <summary>One line of tests/vectors/cms/truth.tsv: what four engines agree on about one CMS layer of a file.</summary>
internal sealed record TruthRow(string File, int Index, string Kind, string Attached, string Detached, string Key, int PlaintextLength, string PlaintextHash)
{
    /// <summary>How test and gap lists name the row: the file and the row's number within the file.</summary>
    public string Name => $"{File}#{Index}";

    public static IReadOnlyList<TruthRow> All { get; } = Read();

    private static List<TruthRow> Read()
    {
        var rows = new List<TruthRow>();
        foreach (string line in System.IO.File.ReadLines(Vectors.Path("cms/truth.tsv")).Skip(1))
        {
            string[] cells = line.Split('\t');
            int index = rows.Count(row => row.File == cells[0]);
            int length = cells[6].Length == 0 ? -1 : int.Parse(cells[6], CultureInfo.InvariantCulture);
            rows.Add(new TruthRow(cells[0], index, cells[2], cells[3], cells[4], cells[5], length, cells[7]));
        }

        return rows;
    }
}
