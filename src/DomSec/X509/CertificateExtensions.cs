using DomSec.Ber;

namespace DomSec.X509;

/// <summary>
/// What the extensions of a certificate say (RFC 5280 section 4.2). An extension that we rely on and cannot read makes
/// the certificate unreadable: guessing would mean deciding without it.
/// </summary>
internal sealed class CertificateExtensions
{
    private CertificateExtensions(IReadOnlyList<CertificateExtension> all) => All = all;

    public static CertificateExtensions None { get; } = new([]);

    public IReadOnlyList<CertificateExtension> All { get; }

    public KeyUsages? KeyUsage { get; private set; }

    public IReadOnlyList<string>? ExtendedKeyUsages { get; private set; }

    public bool IsCa { get; private set; }

    public int? PathLength { get; private set; }

    /// <summary>The policies that the certificate was issued under; null when it names none, or cannot be read: path validation judges them (RFC 5280 section 4.2.1.4).</summary>
    public IReadOnlyList<string>? Policies { get; private set; }

    public ReadOnlyMemory<byte>? SubjectKeyIdentifier { get; private set; }

    public ReadOnlyMemory<byte>? AuthorityKeyIdentifier { get; private set; }

    public SubjectAltNames AltNames { get; private set; } = SubjectAltNames.None;

    public bool NamesRevocationSource { get; private set; }

    public bool HasUnknownCritical { get; private set; }

    public static CertificateExtensions Read(ref BerReader reader)
    {
        var extensions = new CertificateExtensions(CertificateExtension.ReadAll(ref reader));
        foreach (CertificateExtension extension in reader.Ok ? extensions.All : [])
        {
            BerStatus status = extensions.Read(extension);
            if (status != BerStatus.Ok)
            {
                reader.Fail(status);
            }
        }

        return extensions;
    }

    /// <summary>KeyIdentifier of AuthorityKeyIdentifier ::= SEQUENCE { keyIdentifier [0] OCTET STRING OPTIONAL, … } (section 4.2.1.1).</summary>
    public static ReadOnlyMemory<byte>? ReadAuthorityKeyIdentifier(ref BerReader reader)
    {
        BerReader fields = reader.ReadSequence();
        ReadOnlyMemory<byte>? keyIdentifier = null;
        if (fields.NextIs(BerTag.ContextPrimitive(0)) || fields.NextIs(BerTag.Context(0)))
        {
            keyIdentifier = fields.ReadString(BerTag.ContextPrimitive(0));
        }

        reader.Join(fields);
        return keyIdentifier;
    }

    private BerStatus Read(CertificateExtension extension)
    {
        var value = new BerReader(extension.Value);
        Oid id = extension.Id;
        if (id == X509Oids.KeyUsage)
        {
            KeyUsage = ReadKeyUsage(ref value);
        }
        else if (id == X509Oids.ExtendedKeyUsage)
        {
            ExtendedKeyUsages = ReadExtendedKeyUsages(ref value);
        }
        else if (id == X509Oids.BasicConstraints)
        {
            ReadBasicConstraints(ref value);
        }
        else if (id == X509Oids.SubjectKeyIdentifier)
        {
            SubjectKeyIdentifier = value.ReadOctetString();
        }
        else if (id == X509Oids.AuthorityKeyIdentifier)
        {
            AuthorityKeyIdentifier = ReadAuthorityKeyIdentifier(ref value);
        }
        else if (id == X509Oids.SubjectAltName)
        {
            AltNames = SubjectAltNames.Read(ref value);
        }
        else if (id == X509Oids.CertificatePolicies)
        {
            Policies = ReadPolicies(value);
            return BerStatus.Ok;
        }
        else if (id == X509Oids.CrlDistributionPoints)
        {
            NamesRevocationSource = true;
            return BerStatus.Ok;
        }
        else if (id == X509Oids.AuthorityInfoAccess)
        {
            NamesRevocationSource |= NamesOcsp(value);
            return BerStatus.Ok;
        }
        else
        {
            HasUnknownCritical |= extension.IsCritical && !IsForPathValidation(id);
            return BerStatus.Ok;
        }

        value.RequireEnd();
        return value.Status;
    }

    /// <summary>Extensions that path validation processes (RFC 5280 section 6); they are known, though not read here.</summary>
    private static bool IsForPathValidation(Oid id) => id == X509Oids.NameConstraints || id == X509Oids.CertificatePolicies || id == X509Oids.PolicyMappings
        || id == X509Oids.PolicyConstraints || id == X509Oids.InhibitAnyPolicy || id == X509Oids.IssuerAltName || id == X509Oids.FreshestCrl;

    private static KeyUsages ReadKeyUsage(ref BerReader value)
    {
        var usage = KeyUsages.None;
        ReadOnlySpan<byte> octets = value.ReadBitString().Span;
        for (int bit = 0; bit <= 8 && bit / 8 < octets.Length; bit++)
        {
            // X.690 section 8.6.2.1: bit 0 is the most significant bit of the first octet.
            if ((octets[bit / 8] & (0x80 >> (bit % 8))) != 0)
            {
                usage |= (KeyUsages)(1 << bit);
            }
        }

        return usage;
    }

    /// <summary>certificatePolicies ::= SEQUENCE SIZE (1..MAX) OF SEQUENCE { policyIdentifier OBJECT IDENTIFIER, policyQualifiers SEQUENCE OF OPTIONAL }.</summary>
    private static List<string>? ReadPolicies(BerReader value)
    {
        var policies = new List<string>();
        BerReader list = value.ReadSequence();
        while (list.HasData)
        {
            BerReader information = list.ReadSequence();
            policies.Add(information.ReadOid().ToString());
            list.Join(information);
        }

        value.Join(list);
        value.RequireEnd();
        return value.Ok && policies.Count > 0 ? policies : null;
    }

    private static List<string> ReadExtendedKeyUsages(ref BerReader value)
    {
        var usages = new List<string>();
        BerReader list = value.ReadSequence();
        while (list.HasData)
        {
            usages.Add(list.ReadOid().ToString());
        }

        value.Join(list);
        return usages;
    }

    /// <summary>BasicConstraints ::= SEQUENCE { cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER (0..MAX) OPTIONAL }.</summary>
    private void ReadBasicConstraints(ref BerReader value)
    {
        BerReader fields = value.ReadSequence();
        IsCa = fields.NextIs(BerTag.Boolean) && fields.ReadBoolean();
        PathLength = fields.HasData ? fields.ReadSmallInteger() : null;
        fields.RequireEnd();
        value.Join(fields);
    }

    /// <summary>AuthorityInfoAccessSyntax ::= SEQUENCE OF SEQUENCE { accessMethod OBJECT IDENTIFIER, accessLocation GeneralName }.</summary>
    private static bool NamesOcsp(BerReader value)
    {
        BerReader list = value.ReadSequence();
        while (list.HasData)
        {
            BerReader description = list.ReadSequence();
            if (description.ReadOid() == X509Oids.OcspAccess)
            {
                return true;
            }

            list.Join(description);
        }

        // What cannot be read may name a source; assuming so asks for revocation rather than dropping it.
        return !list.Ok || !value.Ok;
    }
}
