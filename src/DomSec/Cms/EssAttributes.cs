using System.Formats.Asn1;
using DomSec.Ber;
using DomSec.Crypto;
using Oid = DomSec.Ber.Oid;

namespace DomSec.Cms;

/// <summary>
/// The attributes of RFC 2634 and RFC 5035 in one SignerInfo, and what is wrong with how they stand there (RFC 2634 section 1.3.4). Read only after the signature verified.
/// </summary>
internal sealed class EssAttributes
{
    public static readonly EssAttributes None = new();

    // RFC 2634 section 1.3.4: at most once, one value.
    private static readonly (Oid Type, string Name)[] _single =
    [
        (Oids.ReceiptRequest, "receiptRequest"),
        (Oids.SecurityLabel, "eSSSecurityLabel"),
        (Oids.MlExpandHistory, "mlExpansionHistory"),
        (Oids.ContentHint, "contentHints"),
        (Oids.MsgSigDigest, "msgSigDigest"),
        (Oids.ContentIdentifier, "contentIdentifier"),
        (Oids.EquivalentLabels, "equivalentLabels"),
        (Oids.ContentReference, "contentReference"),
        (Oids.SigningCertificate, "signingCertificate"),
        (Oids.SigningCertificateV2, "signingCertificateV2"),
    ];

    // The same table: these MUST be signed. contentHints and contentIdentifier may stand anywhere; outside the signed attributes they are not read.
    private static readonly (Oid Type, string Name)[] _signedOnly =
    [
        .. _single.Where(attribute => attribute.Type != Oids.ContentHint && attribute.Type != Oids.ContentIdentifier),
    ];

    // "The only attributes that are allowed in a counterSignature attribute".
    private static readonly Oid[] _inCountersignature =
    [
        Oids.Countersignature, Oids.MessageDigest, Oids.SigningTime, Oids.SigningCertificate, Oids.SigningCertificateV2,
    ];

    private readonly List<RaisedFlag> _findings = [];

    /// <summary>Whether there is a label, readable or not.</summary>
    public bool HasLabel { get; private set; }

    public SecurityLabel? Label { get; private set; }

    public IReadOnlyList<SecurityLabel> EquivalentLabels { get; private set; } = [];

    public ContentHints? ContentHints { get; private set; }

    /// <summary>The value of receiptRequest, or empty.</summary>
    public ReadOnlyMemory<byte> ReceiptRequest { get; private set; }

    public bool HasMsgSigDigest { get; private set; }

    public IReadOnlyList<RaisedFlag> Findings => _findings;

    public static EssAttributes Read(SignerInfo signer, DomSecLimits limits)
    {
        AttributeSet signed = signer.SignedAttributes ?? AttributeSet.Empty;
        if (!HasAny(signed) && signer.UnsignedAttributes.Attributes.Count == 0)
        {
            return None;
        }

        var ess = new EssAttributes();
        ess.CheckPlaces(signed, signer.UnsignedAttributes, limits);
        ess.HasLabel = signed.Count(Oids.SecurityLabel) > 0;
        ess.Label = ess.Read(signed, Oids.SecurityLabel, "eSSSecurityLabel", EssSecurityLabel.TryRead);
        ess.EquivalentLabels = ess.Read(signed, Oids.EquivalentLabels, "equivalentLabels", static value => Cms.EquivalentLabels.Read(value) is { Count: > 0 } labels ? labels : null) ?? [];
        ess.ContentHints = ess.Read(signed, Oids.ContentHint, "contentHints", ContentHintsValue.TryRead);
        ess.Read(signed, Oids.ContentReference, "contentReference", ContentReference.TryRead);
        if (ess.Read(signed, Oids.ReceiptRequest, "receiptRequest", Cms.ReceiptRequest.TryRead) is not null)
        {
            ess.ReceiptRequest = signed.SingleValue(Oids.ReceiptRequest)!.Value;
        }

        ess.HasMsgSigDigest = signed.Count(Oids.MsgSigDigest) > 0;
        if (ess.EquivalentLabels.Count > 0 && !Cms.EquivalentLabels.AreUnique(ess.EquivalentLabels, ess.Label))
        {
            ess.EquivalentLabels = [];
            ess.Find(SecurityFlags.AttributeMalformed, "The equivalent labels name a security policy twice; they are ignored.");
        }

        return ess;
    }

    /// <summary>One attribute in DER, with one value.</summary>
    public static byte[] Encode<T>(Oid type, T value, Action<AsnWriter, T> write)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            type.WriteTo(writer);
            using (writer.PushSetOf())
            {
                write(writer, value);
            }
        }

        return writer.Encode();
    }

    private static bool HasAny(AttributeSet attributes)
    {
        ReadOnlySpan<byte> arc = Oids.SecurityLabel.Content[..^1]; // id-aa
        for (int i = 0; i < attributes.Attributes.Count; i++)
        {
            Oid type = attributes.Attributes[i].Type;
            if (type.Content.StartsWith(arc) || type == Oids.Countersignature)
            {
                return true;
            }
        }

        return false;
    }

    private void CheckPlaces(AttributeSet signed, AttributeSet unsigned, DomSecLimits limits)
    {
        foreach ((Oid type, string name) in _single)
        {
            int count = signed.Count(type);
            if (count > 1 || (count == 1 && signed.SingleValue(type) is null))
            {
                Find(SecurityFlags.AttributeDuplicate, $"{name} is there {count} times or has not exactly one value; it is ignored.");
            }
        }

        // Anyone can append these: they are ignored, and do not spoil what is signed.
        foreach ((Oid type, string name) in _signedOnly)
        {
            if (unsigned.Count(type) > 0)
            {
                Find(SecurityFlags.AttributePlacement, $"{name} stands outside the signed attributes; it is ignored.");
            }
        }

        if (signed.Count(Oids.Countersignature) > 0)
        {
            Find(SecurityFlags.AttributePlacement, "A countersignature stands among the signed attributes; it is ignored.");
        }

        foreach (CmsAttribute attribute in unsigned.Attributes)
        {
            if (attribute.Type == Oids.Countersignature && attribute.Values.Any(value => HoldsOthers(value, limits)))
            {
                Find(SecurityFlags.AttributePlacement, "A countersignature holds attributes that do not belong into one.");
            }
        }
    }

    private static bool HoldsOthers(ReadOnlyMemory<byte> countersignature, DomSecLimits limits) =>
        SignerInfo.TryParse(countersignature, limits, out SignerInfo? signer) == CmsStatus.Ok
        && (signer!.SignedAttributes ?? AttributeSet.Empty).Attributes.Concat(signer.UnsignedAttributes.Attributes).Any(attribute => !_inCountersignature.Contains(attribute.Type));

    private T? Read<T>(AttributeSet signed, Oid type, string name, Func<ReadOnlyMemory<byte>, T?> read)
        where T : class
    {
        if (signed.SingleValue(type) is not { } value)
        {
            return null;
        }

        T? result = read(value);
        if (result is null)
        {
            Find(SecurityFlags.AttributeMalformed, $"{name} cannot be read or is beyond the bounds of RFC 2634; it is ignored.");
        }

        return result;
    }

    private void Find(SecurityFlag flag, string detail) => _findings.Add(new RaisedFlag(flag, detail));
}
