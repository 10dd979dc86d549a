using System.Formats.Asn1;
using DomSec.Ber;
using DomSec.Crypto;

namespace DomSec.Cms;

/// <summary>
/// SignatureType ::= SEQUENCE OF OBJECT IDENTIFIER (RFC 3183 section 3.1.2), under the attribute type that RFC 7107 registers
/// and the tolerated variants of drafts.
/// </summary>
internal sealed class SignatureTypeAttribute
{
    private static readonly Oid _draft06Arc = Oids.SignatureType;

    private SignatureTypeAttribute()
    {
    }

    /// <summary>The types named, without repetitions, in message order.</summary>
    public required IReadOnlyList<SignatureType> Types { get; init; }

    /// <summary>Whether an attribute is there at all, in the signed attributes.</summary>
    public required bool IsPresent { get; init; }

    /// <summary>What is wrong or unusual about it.</summary>
    public required IReadOnlyList<SecurityFlag> Flags { get; init; }

    /// <summary>The DER element to emit for one type (RFC 3183 section 3.1.2; DS-STA-06: one SET member).</summary>
    public static byte[] Encode(SignatureType type)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            Oids.SignatureType.WriteTo(writer);
            using (writer.PushSetOf())
            using (writer.PushSequence())
            {
                OidOf(type).WriteTo(writer);
            }
        }

        return writer.Encode();
    }

    /// <param name="signed">The signed attributes.</param>
    /// <param name="unsigned">The unsigned attributes.</param>
    /// <param name="acceptsTypeArc">Whether the arc of the values, misread as the attribute's type, counts (DS-STA-15).</param>
    public static SignatureTypeAttribute Read(AttributeSet? signed, AttributeSet unsigned, bool acceptsTypeArc = false)
    {
        var types = new List<SignatureType>();
        var flags = new List<SecurityFlag>();
        int instances = 0;
        IReadOnlyList<CmsAttribute> attributes = (signed ?? AttributeSet.Empty).Attributes;
        for (int i = 0; i < attributes.Count; i++)
        {
            CmsAttribute attribute = attributes[i];
            bool legacy = attribute.Type == Oids.SignatureTypeDraft || (acceptsTypeArc && attribute.Type == Oids.SignatureTypeArc);
            if (legacy || attribute.Type == Oids.SignatureType)
            {
                instances++;
                AddOnce(flags, legacy ? SecurityFlags.TypeLegacyOid : null);
                ReadValues(attribute, types, flags);
            }
        }

        AddOnce(flags, instances > 1 ? SecurityFlags.TypeDuplicate : null);
        AddOnce(flags, instances > 0 && types.Count == 0 ? SecurityFlags.TypeEmpty : null);

        // DS-STA-08: additional attributes stand alone.
        AddOnce(flags, types.Count > 1 && types.Contains(SignatureType.AdditionalAttributes) ? SecurityFlags.TypeExclusive : null);

        // DS-STA-04: outside the signed attributes it means nothing, and says that someone tried.
        AddOnce(flags, unsigned.Count(Oids.SignatureType) + unsigned.Count(Oids.SignatureTypeDraft) + (acceptsTypeArc ? unsigned.Count(Oids.SignatureTypeArc) : 0) > 0 ? SecurityFlags.TypeUnsigned : null);
        return new SignatureTypeAttribute { Types = types, IsPresent = instances > 0, Flags = flags };
    }

    private static void ReadValues(CmsAttribute attribute, List<SignatureType> types, List<SecurityFlag> flags)
    {
        // DS-STA-06: one SET member. AMB-02: several are read as a union and flagged.
        AddOnce(flags, attribute.Values.Count > 1 ? SecurityFlags.TypeForm : null);
        foreach (ReadOnlyMemory<byte> value in attribute.Values)
        {
            var reader = new BerReader(value);
            if (reader.NextIs(BerTag.ObjectIdentifier))
            {
                AddOnce(flags, SecurityFlags.TypeForm);
                AddType(reader.ReadOid(), types, flags);
                continue;
            }

            BerReader sequence = reader.ReadSequence();
            while (sequence.HasData)
            {
                Oid oid = sequence.ReadOid();
                if (sequence.Ok)
                {
                    AddType(oid, types, flags);
                }
            }

            AddOnce(flags, sequence.Ok ? null : SecurityFlags.TypeForm);
        }
    }

    private static void AddType(Oid oid, List<SignatureType> types, List<SecurityFlag> flags)
    {
        SignatureType type = TypeOf(oid, out bool legacy);
        AddOnce(flags, legacy ? SecurityFlags.TypeLegacyOid : null);
        AddOnce(flags, type == SignatureType.Unknown ? SecurityFlags.TypeUnknown : null);
        if (types.Contains(type))
        {
            // Two unknown types are not one twice; but one entry says that there are any.
            AddOnce(flags, type == SignatureType.Unknown ? null : SecurityFlags.TypeDuplicate);
            return;
        }

        types.Add(type);
    }

    private static SignatureType TypeOf(Oid oid, out bool legacy)
    {
        legacy = false;
        if (oid == Oids.OriginatorSig)
        {
            return SignatureType.Originator;
        }

        if (oid == Oids.DomainSig)
        {
            return SignatureType.Domain;
        }

        if (oid == Oids.AddAttribSig)
        {
            return SignatureType.AdditionalAttributes;
        }

        if (oid == Oids.ReviewSig)
        {
            return SignatureType.Review;
        }

        if (oid == Oids.DelegatedOriginatorSig)
        {
            return SignatureType.DelegatedOriginator;
        }

        // draft-ietf-smime-domsec-06 put the values under the attribute's own arc.
        ReadOnlySpan<byte> arc = _draft06Arc.Content;
        if (oid.Content.Length == arc.Length + 1 && oid.Content.StartsWith(arc) && oid.Content[^1] is >= 1 and <= 4)
        {
            legacy = true;
            return oid.Content[^1] switch
            {
                1 => SignatureType.Originator,
                2 => SignatureType.Domain,
                3 => SignatureType.AdditionalAttributes,
                _ => SignatureType.Review,
            };
        }

        return SignatureType.Unknown;
    }

    private static Oid OidOf(SignatureType type) => type switch
    {
        SignatureType.Originator => Oids.OriginatorSig,
        SignatureType.Domain => Oids.DomainSig,
        SignatureType.AdditionalAttributes => Oids.AddAttribSig,
        SignatureType.Review => Oids.ReviewSig,
        SignatureType.DelegatedOriginator => Oids.DelegatedOriginatorSig,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "This type has no identifier to emit."),
    };

    private static void AddOnce(List<SecurityFlag> flags, SecurityFlag? flag)
    {
        if (flag is not null && !flags.Contains(flag))
        {
            flags.Add(flag);
        }
    }
}
