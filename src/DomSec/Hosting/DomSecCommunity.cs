using DomSec.Providers;

namespace DomSec.Hosting;

/// <summary>Stand-in.</summary>
public sealed class DomSecCommunity : IDisposable
{
    private DomSecCommunity()
    {
    }

    /// <summary>Signer.</summary>
    public IDomainSigner Signer => throw new NotSupportedException("not built yet");

    /// <summary>Encryptor.</summary>
    public IDomainEncryptor Encryptor => throw new NotSupportedException("not built yet");

    /// <summary>Classifier.</summary>
    public IDomainSecurityClassifier Classifier => throw new NotSupportedException("not built yet");

    /// <summary>Open.</summary>
    public static DomSecCommunity Open(string folder, DomSecCommunityOptions? options = null)
    {
        _ = options;
        return Directory.Exists(folder) ? new DomSecCommunity() : throw new DomSecException($"The community folder '{folder}' cannot be read.");
    }

    /// <summary>Create.</summary>
    public static DomSecCommunity Create(ICertificateDirectory directory, IMembership membership, IKeyStore keys, ITrustStore trust, DomSecCommunityOptions? options = null)
    {
        _ = (directory, membership, keys, trust, options);
        return new DomSecCommunity();
    }

    /// <inheritdoc />
    public void Dispose()
    {
    }
}
