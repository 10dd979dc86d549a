using DomSec.Ber;

namespace DomSec.X509;

/// <summary>A GeneralName (RFC 5280 section 4.2.1.6) where names are compared and not read.</summary>
/// <param name="Tag">The identifier octet, without the bit that tells constructed contents.</param>
/// <param name="Content">The content octets.</param>
/// <param name="Directory">The name, when it is a directoryName.</param>
internal readonly record struct GeneralName(byte Tag, ReadOnlyMemory<byte> Content, DistinguishedName? Directory)
{
    /// <summary>SEC-DOS-01: far beyond the names that a distribution point has.</summary>
    public const int MaxNames = 64;

    /// <summary>Reads what is left as the members of GeneralNames ::= SEQUENCE SIZE (1..MAX) OF GeneralName.</summary>
    public static IReadOnlyList<GeneralName> ReadAll(ref BerReader names)
    {
        var all = new List<GeneralName>(1);
        while (names.HasData)
        {
            BerElement element = names.ReadElement();
            DistinguishedName? directory = null;
            if (element.Tag == BerTag.Context(4))
            {
                BerStatus status = DistinguishedName.TryParse(element.Content, out directory);
                if (status != BerStatus.Ok)
                {
                    names.Fail(status);
                }
            }

            if (all.Count == MaxNames)
            {
                names.Fail(BerStatus.TooLarge);
            }

            all.Add(new GeneralName((byte)(element.Tag & ~BerTag.ConstructedBit), element.Content, directory));
        }

        if (all.Count == 0)
        {
            names.Fail(BerStatus.Malformed);
        }

        return all;
    }
}
