using System.Text.Json;

namespace DomSec.Tests.Crypto;

/// <summary>Reads the files of tests/vectors/wycheproof.</summary>
internal static class Wycheproof
{
    /// <summary>Every test of a file with the group it stands in.</summary>
    public static IEnumerable<(JsonElement Group, JsonElement Test)> Read(string file)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Root(), "tests", "vectors", "wycheproof", file)));
        foreach (JsonElement group in document.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            foreach (JsonElement test in group.GetProperty("tests").EnumerateArray())
            {
                yield return (group, test);
            }
        }
    }

    public static byte[] Hex(this JsonElement element, string name) => Convert.FromHexString(element.GetProperty(name).GetString()!);

    /// <summary>An unsigned integer, without the leading zero octets of its two's complement, padded to a length.</summary>
    public static byte[] Integer(this JsonElement element, string name, int length)
    {
        string hex = element.GetProperty(name).GetString()!;
        byte[] value = Convert.FromHexString(hex.Length % 2 == 0 ? hex : "0" + hex).AsSpan().TrimStart((byte)0).ToArray();
        byte[] padded = new byte[length];
        value.CopyTo(padded, length - value.Length);
        return padded;
    }

    public static string Result(this JsonElement test) => test.GetProperty("result").GetString()!;

    public static string Label(this JsonElement test) => $"tcId {test.GetProperty("tcId").GetInt32()}: {(test.TryGetProperty("comment", out JsonElement comment) ? comment.GetString() : "")}";

    /// <summary>The repository's folder: the nearest one above the test's output that holds the solution.</summary>
    public static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "DomSec.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("DomSec.sln is in no folder above the tests.");
    }
}
