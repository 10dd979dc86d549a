using DomSec.Ber;

namespace DomSec.Fuzz.Engine;

/// <summary>Keeps octets and counts ends.</summary>
internal sealed class CollectingSink : OctetSink
{
    private readonly MemoryStream _octets = new();

    public ReadOnlySpan<byte> Octets => _octets.GetBuffer().AsSpan(0, (int)_octets.Length);

    public int Completed { get; private set; }

    public override void Write(ReadOnlySpan<byte> octets)
    {
        Invariant.Holds(Completed == 0 || octets.IsEmpty, "octets after the end");
        _octets.Write(octets);
    }

    public override void Complete() => Completed++;
}
