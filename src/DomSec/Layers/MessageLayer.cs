using DomSec.Ber;
using DomSec.Cms;
using DomSec.Crypto;
using DomSec.Mime;

namespace DomSec.Layers;

/// <summary>What was read of one layer: facts for the judge, nothing judged. Filled while the message streams by.</summary>
internal sealed class MessageLayer : IDisposable
{
    public MessageLayer(LayerCarrier carrier, EntityHeader? header)
    {
        Carrier = carrier;
        Header = header;
    }

    public LayerKind Kind { get; set; } = LayerKind.Malformed;

    public LayerCarrier Carrier { get; set; }

    /// <summary>The header of the MIME entity that carried it, or null for CMS without MIME.</summary>
    public EntityHeader? Header { get; }

    public bool IsBer { get; set; }

    public CmsFault Fault { get; set; }

    public List<RaisedFlag> Flags { get; } = [];

    /// <summary>Whether what is inside was read: always for a signed layer with content, for an encrypted one once it is opened.</summary>
    public bool IsOpened { get; set; }

    /// <summary>Whether a private key of a recipient could not be used, whatever the message holds: to be tried again.</summary>
    public bool IsKeyUnavailable { get; set; }

    /// <summary>
    /// Whether its padding or form proved the plaintext wrong. What is inside is read all the same, as the time would tell otherwise, and is
    /// withdrawn when the walk ends (SEC-ORC-03).
    /// </summary>
    public bool IsRefuted { get; set; }

    /// <summary>eContentType or EncryptedContentInfo.contentType.</summary>
    public Oid InnerContentType { get; set; }

    // SignedData
    public bool HasContent { get; set; }

    /// <summary>Whether the signature holds content that is not the content beside it: what one of them says is not what was signed.</summary>
    public bool HoldsOtherContent { get; set; }

    /// <summary>SEC-CMS-01: whether the content could be the signed attributes of another signature.</summary>
    public bool ContentLooksLikeAttributes { get; set; }

    public IReadOnlyList<ReadOnlyMemory<byte>> Certificates { get; set; } = [];

    public IReadOnlyList<SignerInfo> Signers { get; set; } = [];

    public Dictionary<DigestAlgorithm, byte[]> ContentDigests { get; } = [];

    // EnvelopedData and AuthEnvelopedData
    public IReadOnlyList<RecipientInfo> Recipients { get; set; } = [];

    /// <summary>For each recipient, whether the key store has its key; set by the opener.</summary>
    public bool[] OwnRecipients { get; set; } = [];

    public IReadOnlyList<ReadOnlyMemory<byte>> OriginatorCertificates { get; set; } = [];

    /// <summary>The algorithm the content is encrypted with: the inner one of id-alg-cek-hkdf-sha256 (PQ-CEK-02).</summary>
    public AlgorithmIdentifier ContentEncryptionAlgorithm { get; set; }

    /// <summary>Whether the content key is derived from the one in the recipients (RFC 9709).</summary>
    public bool DerivesContentKey { get; set; }

    public ReadOnlyMemory<byte> Mac { get; set; }

    public ReadOnlyMemory<byte> AuthenticatedAttributes { get; set; }

    public PooledOctets? Ciphertext { get; set; }

    /// <summary>The decrypted content, once its integrity or, for CBC, its padding and form were found good.</summary>
    public PooledOctets? Plaintext { get; set; }

    /// <summary>What is known of decrypted content that streamed by and is not in <see cref="Plaintext"/>.</summary>
    public PlaintextFacts? Facts { get; set; }

    /// <summary>What takes content that is too large to be held.</summary>
    public EnvelopeStream? Stream { get; set; }

    /// <summary>Raises an informational flag, once.</summary>
    public void Note(SecurityFlag flag, string detail)
    {
        if (!Flags.Exists(raised => ReferenceEquals(raised.Flag, flag)))
        {
            Flags.Add(new RaisedFlag(flag, detail));
        }
    }

    public bool IsEncrypted => Kind is LayerKind.Enveloped or LayerKind.AuthEnveloped;

    public void Dispose()
    {
        Ciphertext?.Dispose();
        Ciphertext = null;
        Plaintext?.Dispose();
        Plaintext = null;
        Facts?.Dispose();
        Facts = null;
        Stream?.Dispose();
        Stream = null;
    }
}
