using System.Formats.Asn1;
using DomSec.Ber;

namespace DomSec.Crypto;

/// <summary>
/// RFC 3370 section 5.2: RC2CBCParameter ::= SEQUENCE { rc2ParameterVersion INTEGER, iv OCTET STRING } -- exactly 8 octets.
/// RFC 2268 section 6 also has the IV alone, for 32 effective bits; that is not read.
/// </summary>
internal static class Rc2Parameters
{
    private const int IvSize = 8;

    /// <summary>RFC 2268 section 6: for fewer than 256 effective bits the version is not the number of bits, but what a table makes of it.</summary>
    private static readonly (int Version, int Bits)[] _versions = [(160, 40), (120, 64), (58, 128)];

    public static bool TryRead(ReadOnlyMemory<byte> source, out ContentParameters parameters)
    {
        var reader = new BerReader(source);
        BerReader fields = reader.ReadSequence();
        int version = fields.ReadSmallInteger();
        ReadOnlyMemory<byte> iv = fields.ReadOctetString();
        fields.RequireEnd();
        reader.RequireEnd();
        reader.Join(fields);
        int bits = version is >= 256 and <= 1024 ? version : 0;
        foreach ((int known, int effective) in _versions)
        {
            bits = known == version ? effective : bits;
        }

        parameters = new ContentParameters(iv, 0, bits);
        return reader.Ok && bits > 0 && iv.Length == IvSize;
    }

    /// <summary>Writes the parameters for 40, 64 or 128 effective bits; 160 takes two octets (RFC 3370 section 5.2: 02 02 00 A0).</summary>
    public static void Write(AsnWriter writer, int effectiveKeyBits, ReadOnlySpan<byte> iv)
    {
        using (writer.PushSequence())
        {
            writer.WriteInteger(Array.Find(_versions, entry => entry.Bits == effectiveKeyBits).Version);
            writer.WriteOctetString(iv);
        }
    }
}
