using DomSec.Cms;
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
        if (key is not SymmetricKey)
        {
            Certificate.TryParse(key.Certificate, out Certificate? certificate);
            Certificate = certificate;
            PublicKey = certificate is null ? null : PublicKey.TryImport(certificate.SubjectPublicKeyInfo);
        }
    }

    public IDecryptionKey Key { get; }

    public Certificate? Certificate { get; }

    public PublicKey? PublicKey { get; }

    /// <summary>Whether a recipient names this key. No key is named by a password recipient, so every password is tried on it.</summary>
    public bool IsNamedBy(RecipientInfo recipient) => recipient switch
    {
        KekRecipientInfo kek => Key is SymmetricKey { KeyEncryptionKey: { } own } && own.Identifier.Span.SequenceEqual(kek.KekIdentifier.Span),
        PasswordRecipientInfo => Key is SymmetricKey { KeyEncryptionKey: null },
        _ => Certificate is not null && recipient.Identifier is { } identifier && identifier.Matches(Certificate),
    };
}
