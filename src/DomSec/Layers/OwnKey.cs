using DomSec.Crypto;
using DomSec.Providers;
using DomSec.X509;

namespace DomSec.Layers;

/// <summary>An own key with its certificate parsed once.</summary>
internal sealed class OwnKey
{
    public OwnKey(IDecryptionKey key)
    {
        Key = key;
        Certificate.TryParse(key.Certificate, out Certificate? certificate);
        Certificate = certificate;
        Curve = certificate is null ? null : PublicKey.TryImport(certificate.SubjectPublicKeyInfo)?.Curve;
    }

    public IDecryptionKey Key { get; }

    public Certificate? Certificate { get; }

    public NamedCurve? Curve { get; }
}
