using System.Formats.Asn1;
using DomSec.Ber;
using DomSec.Fuzz.Engine;

namespace DomSec.Fuzz.Targets;

/// <summary>
/// The BER tokenizer: BerHeader, BerReader, BerStrings, Oid. INVARIANTS, for any octets:
/// 1. nothing throws;
/// 2. a header that reads has 2 to 14 octets, each proper prefix of it is Truncated, and what follows it does not matter;
/// 3. an element lies inside the input: header, contents and, if indefinite, two octets more; a walk finds at most one element for two octets;
/// 4. where System.Formats.Asn1 reads an element, this reader reads the same octets or refuses for nesting, a tag or a length field beyond its limits;
/// 5. a status stays: after a fault every read gives a default and the fault;
/// 6. a flattened string is shorter than what held it;
/// 7. an identifier's text is one line.
/// </summary>
internal sealed class TokenizerTarget : FuzzTarget
{
    public override string Name => "tokenizer";

    public override double Share => 1_100_000;

    public override IReadOnlyList<byte[]> Seeds { get; } = [.. FuzzSeeds.Elements, .. FuzzSeeds.More.Where(octets => octets.Length < 1500)];

    public override Func<byte[]> Inputs(int seed) => FuzzInputs.Elements(Seeds, seed, structured: 15);

    public override void Run(byte[] input)
    {
        CheckHeader(input);
        CheckElement(input);
        Walk(input);
        ReadAsEverything(input);
    }

    private static void CheckHeader(ReadOnlySpan<byte> input)
    {
        BerStatus status = BerHeader.TryRead(input, out BerHeader header);
        if (status == BerStatus.Ok)
        {
            Invariant.Holds(header.HeaderLength >= 2 && header.HeaderLength <= Math.Min(BerHeader.MaxLength, input.Length), "a header outside its bounds");
            Invariant.Holds(BerHeader.TryRead(input[..header.HeaderLength], out BerHeader alone) == BerStatus.Ok && alone == header, "a header depends on what follows");
            for (int length = 0; length < header.HeaderLength; length++)
            {
                Invariant.Holds(BerHeader.TryRead(input[..length], out _) == BerStatus.Truncated, "a header's prefix is not truncated");
            }
        }
        else
        {
            Invariant.Holds(status is BerStatus.Truncated or BerStatus.Malformed, "a header's status");
            Invariant.Holds(status != BerStatus.Truncated || input.Length < BerHeader.MaxLength, "the longest header is truncated");
        }
    }

    private static void CheckElement(byte[] input)
    {
        var reader = new BerReader(input);
        BerElement element = reader.ReadElement();
        bool platform = TryPlatform(input, out Asn1Tag tag, out int offset, out int length, out int consumed);
        if (reader.Ok)
        {
            int header = element.Raw.Length - element.Content.Length - (element.IsIndefinite ? 2 : 0);
            Invariant.Holds(header is >= 2 and <= BerHeader.MaxLength, "an element's header");
            Invariant.Holds(element.Raw.Span.SequenceEqual(input.AsSpan(0, element.Raw.Length)), "an element's octets");
            Invariant.Holds(element.Content.Span.SequenceEqual(input.AsSpan(header, element.Content.Length)), "an element's contents");
            Invariant.Holds(reader.Rest.Length == input.Length - element.Raw.Length, "what is left of the input");
            Invariant.Holds(!platform || (element.Raw.Length == consumed && element.Content.Length == length && header == offset), "two readers find different elements");
        }
        else
        {
            Invariant.Holds(
                !platform || reader.Status == BerStatus.TooDeep || tag.HasSameClassAndValue(new Asn1Tag(TagClass.Universal, 0)) || (input[0] & 0x1F) == 0x1F || HasLongLength(input),
                "an element that the platform reads is refused");
            BerStatus fault = reader.Status;
            Invariant.Holds(reader.ReadElement() == default && reader.ReadOctetString().IsEmpty && reader.ReadOid().IsEmpty && !reader.HasData, "something is read after a fault");
            Invariant.Holds(reader.Status == fault, "a fault that changes");
        }
    }

    /// <summary>More than eight octets of length, padded with zeros, are BER and refused; inside an indefinite length wherever they may stand.</summary>
    private static bool HasLongLength(byte[] input) =>
        input.AsSpan(1, input[1] == 0x80 ? input.Length - 1 : 1).ContainsAnyInRange((byte)0x89, (byte)0xFE);

    private static bool TryPlatform(byte[] input, out Asn1Tag tag, out int offset, out int length, out int consumed)
    {
        try
        {
            return AsnDecoder.TryReadEncodedValue(input, AsnEncodingRules.BER, out tag, out offset, out length, out consumed);
        }
        catch (AsnContentException)
        {
            // It throws for a bad tag inside an indefinite length, whatever its name says.
            (tag, offset, length, consumed) = (default, 0, 0, 0);
            return false;
        }
    }

    private static void Walk(byte[] input)
    {
        int elements = 0;
        var open = new Stack<ReadOnlyMemory<byte>>();
        open.Push(input);
        while (open.TryPop(out ReadOnlyMemory<byte> octets))
        {
            var reader = new BerReader(octets);
            while (reader.HasData)
            {
                BerElement element = reader.ReadElement();
                if (reader.Ok)
                {
                    elements++;

                    // Contents of an element are read again at each level, so what is deep is left out: the walk itself shall be linear.
                    if (element.IsConstructed && open.Count < 64 && elements < 5000)
                    {
                        open.Push(element.Content);
                    }
                }
            }
        }

        Invariant.Holds(elements <= input.Length / 2, "more elements than octets allow");
    }

    private static void ReadAsEverything(byte[] input)
    {
        if (input.Length == 0)
        {
            return;
        }

        var reader = new BerReader(input);
        switch (input[0] & 0x1F)
        {
            case BerTag.Boolean:
                reader.ReadBoolean();
                break;
            case BerTag.Integer:
                Invariant.Holds(new BerReader(input).ReadSmallInteger() >= 0, "a small integer below zero");
                reader.ReadIntegerBytes();
                break;
            case BerTag.ObjectIdentifier:
                string text = reader.ReadOid().ToString();
                Invariant.OneLine(text, "an identifier");
                Invariant.Holds(reader.Ok == (text.Length > 0), "an identifier without text");
                break;
            case BerTag.UtcTime or BerTag.GeneralizedTime:
                reader.ReadTime();
                break;
            case BerTag.BitString:
                Invariant.Holds(reader.ReadBitString().Length < Math.Max(1, input.Length), "a bit string longer than its input");
                break;
            default:
                reader.ReadString((byte)(input[0] & ~BerTag.ConstructedBit));
                break;
        }

        BerStatus status = BerStrings.Concatenate(input, out byte[] octets);
        Invariant.Holds(octets.Length <= input.Length && (status == BerStatus.Ok || octets.Length == 0), "a string longer than its parts");
    }
}
