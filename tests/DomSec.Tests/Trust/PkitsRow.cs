using DomSec.Crypto.BouncyCastle;
using DomSec.Providers;
using DomSec.TestKit;

namespace DomSec.Tests.Trust;

/// <summary>A line of tests/vectors/pkits/tests.tsv: a path with its settings, and whether it is valid.</summary>
internal sealed record PkitsRow
{
    /// <summary>Inside the validity of what is meant to be valid, and after the delta CRLs of 2003.</summary>
    public static readonly DateTimeOffset Now = new(2005, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly string[] _cells;

    private PkitsRow(string[] cells) => _cells = cells;

    public static IReadOnlyList<PkitsRow> All { get; } =
        [.. File.ReadLines(Vectors.Path("pkits/tests.tsv")).Skip(1).Select(line => new PkitsRow(line.Split('\t')))];

    /// <summary>The number of the document and the name, which tells subparts apart.</summary>
    public string Name => _cells[0] + " " + _cells[1];

    public bool IsValid => _cells[2] switch
    {
        "valid" => true,
        "invalid" => false,
        _ => throw new InvalidDataException(_cells[2]),
    };

    public PkixInputs Inputs => new()
    {
        ExplicitPolicy = bool.Parse(_cells[3]),
        InhibitPolicyMapping = bool.Parse(_cells[4]),
        InhibitAnyPolicy = bool.Parse(_cells[5]),
        InitialPolicies = [.. _cells[6].Split(',').Where(policy => policy != "anyPolicy").Select(PolicyOf)],
    };

    public string Message => _cells[10];

    public byte[] Subject => Certificate(_cells[8].Split(',')[^1]);

    /// <summary>The anchor, every other certificate of the row and its CRLs.</summary>
    public TrustMaterial Trust => new(
        [Certificate(_cells[8].Split(',')[0])],
        [.. _cells[8].Split(',')[1..^1].Select(name => (ReadOnlyMemory<byte>)Certificate(name))],
        [.. _cells[9].Split(',').Select(name => (ReadOnlyMemory<byte>)Vectors.Bytes($"pkits/crls/{name}.crl"))]);

    public override string ToString() => Name;

    private static byte[] Certificate(string name) => Vectors.Bytes($"pkits/certs/{name}.crt");

    private static string PolicyOf(string name) => "2.16.840.1.101.3.2.1.48." + name[(name.LastIndexOf('-') + 1)..];
}
