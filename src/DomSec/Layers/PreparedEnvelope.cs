using System.Security.Cryptography;
using DomSec.Ber;
using DomSec.Cms.Streaming;
using DomSec.Crypto;

namespace DomSec.Layers;

/// <summary>Everything of an encrypted layer but its content. Holds the content key until disposed; for one message.</summary>
internal sealed class PreparedEnvelope : IDisposable
{
    private readonly ContentCipher _cipher;
    private readonly byte[] _contentKey;
    private readonly IReadOnlyList<byte[]> _recipientInfos;
    private readonly ReadOnlyMemory<byte> _originatorCertificate;

    /// <param name="cipher">The content cipher.</param>
    /// <param name="contentKey">Its fresh key; taken over.</param>
    /// <param name="recipientInfos">The encoded RecipientInfos.</param>
    /// <param name="originatorCertificate">The own confidentiality authority's certificate, for originatorInfo.</param>
    /// <param name="profile">How to write.</param>
    /// <param name="authorities">Whose authorities can decrypt.</param>
    public PreparedEnvelope(
        ContentCipher cipher, byte[] contentKey, IReadOnlyList<byte[]> recipientInfos, ReadOnlyMemory<byte> originatorCertificate, AlgorithmProfile profile, IReadOnlyList<MailDomain> authorities)
    {
        _cipher = cipher;
        _contentKey = contentKey;
        _recipientInfos = recipientInfos;
        _originatorCertificate = originatorCertificate;
        Profile = profile;
        Authorities = authorities;
    }

    public AlgorithmProfile Profile { get; }

    public IReadOnlyList<MailDomain> Authorities { get; }

    /// <summary>RFC 8551 section 3.2.2.</summary>
    public string SmimeType => _cipher.IsAuthenticated ? "authEnveloped-data" : "enveloped-data";

    /// <summary>Whether it is written in BER when the rest leaves the choice.</summary>
    public bool IsBer(bool isLarge) => Profile.Encoding == CmsEncoding.Ber || (Profile.Encoding == CmsEncoding.Auto && isLarge);

    /// <summary>Begins the layer; the caller finishes and disposes it.</summary>
    public EnvelopedDataWriter Begin(OctetSink output, bool ber, int expected) => new(
        output,
        ber,
        _cipher,
        _contentKey,
        Profile.IncludeOriginatorInfo ? [_originatorCertificate] : [],
        _recipientInfos,
        Profile.UseDefaultTagLength ? ContentCipher.DefaultTagSize : ContentCipher.EmittedTagSize,
        Profile.DeriveContentKey,
        expected);

    public void Dispose() => CryptographicOperations.ZeroMemory(_contentKey);
}
