using System.Formats.Asn1;
using System.Text;
using DomSec.Ber;
using DomSec.Crypto;
using Oid = DomSec.Ber.Oid;

namespace DomSec.Cms;

/// <summary>
/// SecureHeaderFields ::= SET { canonAlgorithm ENUMERATED { simple(0), relaxed(1) }, secHeaderFields SEQUENCE SIZE (1..MAX) OF HeaderField } and
/// HeaderField ::= SEQUENCE { field-Name VisibleString, field-Value UTF8String, field-Status INTEGER { duplicated(0), deleted(1), modified(2) } DEFAULT duplicated }
/// (RFC 7508 appendix A).
/// </summary>
internal sealed class SecureHeaderFieldsAttribute
{
    private SecureHeaderFieldsAttribute(bool isRelaxed, IReadOnlyList<SecureHeaderField> fields, ReadOnlyMemory<byte> raw, bool isExampleOid)
    {
        IsRelaxed = isRelaxed;
        Fields = fields;
        Raw = raw;
        IsExampleOid = isExampleOid;
    }

    public bool IsRelaxed { get; }

    public IReadOnlyList<SecureHeaderField> Fields { get; }

    /// <summary>The value as received, for comparing the SignerInfos of a layer.</summary>
    public ReadOnlyMemory<byte> Raw { get; }

    /// <summary>Whether it came under the identifier of the RFC's worked example.</summary>
    public bool IsExampleOid { get; }

    /// <summary>Whether the signed attributes hold one at all, readable or not.</summary>
    public static bool IsPresent(AttributeSet? attributes) => attributes is not null && attributes.Count(Oids.SecureHeaderFields) + attributes.Count(Oids.SecureHeaderFieldsExample) > 0;

    /// <summary>The structure, or null when it is absent, there twice, or not readable.</summary>
    public static SecureHeaderFieldsAttribute? Read(AttributeSet? attributes)
    {
        if (attributes is null || attributes.Count(Oids.SecureHeaderFields) + attributes.Count(Oids.SecureHeaderFieldsExample) != 1)
        {
            return null; // RFC 7508 section 4: one value in one attribute
        }

        bool isExample = attributes.Count(Oids.SecureHeaderFieldsExample) == 1;
        if (attributes.SingleValue(isExample ? Oids.SecureHeaderFieldsExample : Oids.SecureHeaderFields) is not { } value)
        {
            return null;
        }

        var reader = new BerReader(value);
        BerReader set = reader.ReadSet();
        reader.RequireEnd();
        int algorithm = -1;
        List<SecureHeaderField>? fields = null;

        // A SET: in BER its members may come in either order.
        while (set.HasData)
        {
            if (set.NextIs(BerTag.Sequence) && fields is null)
            {
                BerReader list = set.ReadSequence();
                fields = ReadFields(ref list);
                set.Join(list);
            }
            else if (algorithm < 0 && set.ReadElement(BerTag.Enumerated).Content is { Length: >= 1 and <= 4 } number
                && number.Span[^1] <= 1 && !number.Span[..^1].ContainsAnyExcept((byte)0))
            {
                algorithm = number.Span[^1]; // the RFC's own example has it in four octets
            }
            else
            {
                return null;
            }
        }

        reader.Join(set);
        return reader.Ok && algorithm >= 0 && fields is { Count: > 0 } ? new SecureHeaderFieldsAttribute(algorithm == 1, fields, value, isExample) : null;
    }

    /// <summary>The whole attribute in DER: the SET's members in the order of their tags, the default status left out.</summary>
    public static byte[] Encode(bool isRelaxed, IReadOnlyList<SecureHeaderField> fields)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            Oids.SecureHeaderFields.WriteTo(writer);
            using (writer.PushSetOf())
            using (writer.PushSetOf())
            {
                writer.WriteEnumeratedValue(isRelaxed ? Canonicalization.Relaxed : Canonicalization.Simple);
                using (writer.PushSequence())
                {
                    foreach (SecureHeaderField field in fields)
                    {
                        using (writer.PushSequence())
                        {
                            writer.WriteCharacterString(UniversalTagNumber.VisibleString, field.Name);
                            writer.WriteCharacterString(UniversalTagNumber.UTF8String, field.Value);
                            if (field.Status != SecureHeaderFieldStatus.Duplicated)
                            {
                                writer.WriteInteger((int)field.Status);
                            }
                        }
                    }
                }
            }
        }

        return writer.Encode();
    }

    private static List<SecureHeaderField> ReadFields(ref BerReader list)
    {
        var fields = new List<SecureHeaderField>();
        while (list.HasData)
        {
            BerReader one = list.ReadSequence();
            ReadOnlyMemory<byte> name = one.ReadString(BerTag.VisibleString);
            ReadOnlyMemory<byte> value = one.ReadString(BerTag.Utf8String);

            // DER leaves the default out; the RFC's own example writes it, so it is accepted (HP-12).
            int status = one.HasData ? one.ReadSmallInteger() : 0;
            one.RequireEnd();
            list.Join(one);
            if (!list.Ok || status is < 0 or > 2 || name.IsEmpty || name.Span.ContainsAnyExceptInRange((byte)'!', (byte)'~') || name.Span.Contains((byte)':'))
            {
                list.Fail(BerStatus.Malformed);
                break;
            }

            fields.Add(new SecureHeaderField(Encoding.ASCII.GetString(name.Span), Encoding.UTF8.GetString(value.Span), (SecureHeaderFieldStatus)status) { Octets = value });
        }

        return fields;
    }

    private enum Canonicalization
    {
        Simple,
        Relaxed,
    }
}
