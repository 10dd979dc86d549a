using System.Formats.Asn1;

namespace DomSec.Interop.Tests.Peers;

/// <summary>The platform's reader as a judge of DER: minimal definite lengths, primitive strings, sorted SETs, all the way down.</summary>
internal static class StrictDer
{
    public static void Check(ReadOnlyMemory<byte> octets)
    {
        var pending = new Stack<ReadOnlyMemory<byte>>([octets]);
        while (pending.TryPop(out ReadOnlyMemory<byte> level))
        {
            var reader = new AsnReader(level, AsnEncodingRules.DER);
            while (reader.HasData)
            {
                Asn1Tag tag = reader.PeekTag();
                if (tag.HasSameClassAndValue(Asn1Tag.SetOf))
                {
                    var set = new AsnReader(reader.PeekEncodedValue(), AsnEncodingRules.DER);
                    set.ReadSetOf();
                }

                if (tag.IsConstructed)
                {
                    Assert.False(tag.HasSameClassAndValue(new Asn1Tag(UniversalTagNumber.OctetString)), "a constructed string");
                    pending.Push(reader.PeekContentBytes());
                }

                reader.ReadEncodedValue();
            }
        }
    }
}
