using System.Formats.Asn1;

namespace DomSec.Ber;

/// <summary>DER writers that are used again: a fresh one grows its buffer by kilobytes for every structure. What they wrote is cleared; none is for secrets.</summary>
internal static class DerWriters
{
    private const int MaxKept = 4;

    [ThreadStatic]
    private static Stack<AsnWriter>? _kept;

    public static AsnWriter Rent() => _kept is { Count: > 0 } kept ? kept.Pop() : new AsnWriter(AsnEncodingRules.DER);

    /// <summary>The encoding; the writer goes back.</summary>
    public static byte[] EncodeAndReturn(AsnWriter writer)
    {
        byte[] encoded = writer.Encode();
        writer.Reset();
        _kept ??= new Stack<AsnWriter>(MaxKept);
        if (_kept.Count < MaxKept)
        {
            _kept.Push(writer);
        }

        return encoded;
    }
}
