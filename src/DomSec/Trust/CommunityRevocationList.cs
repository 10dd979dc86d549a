using System.Collections.Concurrent;
using System.Numerics;
using DomSec.Ber;
using DomSec.Crypto;
using DomSec.X509;

namespace DomSec.Trust;

/// <summary>A CRL of the community with what its use needs: whose it is, what it covers, and which issuers' keys have verified it.</summary>
internal sealed class CommunityRevocationList : IComparable<CommunityRevocationList>
{
    /// <summary>
    /// One verification per issuing certificate and CRL, not one per message. Only issuers on verified paths get here, so that a message
    /// cannot make it grow.
    /// </summary>
    private readonly ConcurrentDictionary<Fingerprint, bool> _verified = new();

    private readonly BigInteger _number;

    public CommunityRevocationList(CertificateRevocationList list)
    {
        List = list;
        IssuerKey = NameKey.Of(list.Issuer);
        IsIndirect = list.HasIssuingDistributionPoint && ReadsAsIndirect(list.IssuingDistributionPoint);
        Scope = (list.IsDelta ? "delta:" : "") + Convert.ToHexString(list.IssuingDistributionPoint.Span);
        _number = list.CrlNumber is { } number ? new BigInteger(number.Span, isUnsigned: false, isBigEndian: true) : BigInteger.MinusOne;
    }

    public CertificateRevocationList List { get; }

    public string IssuerKey { get; }

    /// <summary>CRLs of one issuer and one scope supersede each other; those of different scopes do not.</summary>
    public string Scope { get; }

    /// <summary>RFC 5280 section 5.2.5: its entries may speak of other issuers' certificates, so that a listed serial number proves nothing here.</summary>
    public bool IsIndirect { get; }

    /// <summary>CERT-03: only a complete CRL of the issuer proves by silence that a certificate is good.</summary>
    public bool ProvesGoodness => List is { IsDelta: false, HasIssuingDistributionPoint: false, HasUnknownCriticalExtension: false };

    /// <summary>Newest first: by thisUpdate, then by CRL number.</summary>
    public int CompareTo(CommunityRevocationList? other)
    {
        if (other is null)
        {
            return -1;
        }

        int byTime = other.List.ThisUpdate.CompareTo(List.ThisUpdate);
        return byTime != 0 ? byTime : other._number.CompareTo(_number);
    }

    /// <summary>RFC 5280 section 6.3.3 (f) and (g): signed by the certificate's own issuer, whose key may sign CRLs.</summary>
    public bool IsSignedBy(CachedCertificate issuer)
    {
        if (_verified.TryGetValue(issuer.Fingerprint, out bool known))
        {
            return known;
        }

        bool maySign = issuer.Certificate.KeyUsage is not { } usage || usage.HasFlag(KeyUsages.CrlSign);
        bool verifies = maySign
            && SignatureScheme.TryResolve(AlgorithmIdentifier.Parse(List.SignatureAlgorithmRaw), out SignatureScheme? scheme) == SchemeStatus.Ok
            && issuer.PublicKey is { } key
            && key.Verify(scheme!, List.TbsRaw.Span, List.SignatureValue.Span);
        _verified[issuer.Fingerprint] = verifies;
        return verifies;
    }

    /// <summary>
    /// IssuingDistributionPoint ::= SEQUENCE { distributionPoint [0], onlyContainsUserCerts [1], onlyContainsCACerts [2], onlySomeReasons [3],
    /// indirectCRL [4] BOOLEAN DEFAULT FALSE, onlyContainsAttributeCerts [5] }; what cannot be read counts as indirect.
    /// </summary>
    private static bool ReadsAsIndirect(ReadOnlyMemory<byte> value)
    {
        var reader = new BerReader(value);
        BerReader fields = reader.ReadSequence();
        bool isIndirect = false;
        while (fields.HasData)
        {
            isIndirect |= fields.ReadElement().Tag == BerTag.ContextPrimitive(4);
        }

        return isIndirect || !fields.Ok;
    }
}
