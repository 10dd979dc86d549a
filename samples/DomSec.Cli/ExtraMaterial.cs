using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DomSec.Cli.IO;
using DomSec.Providers;

namespace DomSec.Cli;

/// <summary>Keys, anchors and revocation lists from the command line, on top of those of a community.</summary>
internal sealed class ExtraMaterial(IKeyStore keyStore, ITrustStore trustStore) : IKeyStore, ITrustStore
{
    private readonly List<IDecryptionKey> _keys = [];
    private readonly List<ReadOnlyMemory<byte>> _anchors = [];
    private readonly List<ReadOnlyMemory<byte>> _revocationLists = [];
    private (TrustMaterial Of, TrustMaterial Joined)? _joined;

    public TrustMaterial Current
    {
        get
        {
            TrustMaterial of = trustStore.Current;
            if (_joined is not { } last || !ReferenceEquals(last.Of, of))
            {
                last = (of, of with { Anchors = [.. of.Anchors, .. _anchors], RevocationLists = [.. of.RevocationLists, .. _revocationLists] });
                _joined = last;
            }

            return last.Joined;
        }
    }

    public ValueTask<IReadOnlyList<ISigningKey>> GetSigningKeysAsync(MailDomain domain, DomainRole role, CancellationToken ct = default) =>
        keyStore.GetSigningKeysAsync(domain, role, ct);

    public async ValueTask<IReadOnlyList<IDecryptionKey>> GetDecryptionKeysAsync(MailDomain? domain, CancellationToken ct = default) =>
        [.. await keyStore.GetDecryptionKeysAsync(domain, ct), .. _keys];

    public void AddAnchors(string path)
    {
        int before = _anchors.Count;
        _anchors.AddRange(Pem.Blocks(InputFile.ReadSmall(path, "--trust"), "CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"));
        if (_anchors.Count == before)
        {
            throw CliFailure.Input($"--trust: '{path}' holds no certificate.");
        }

        foreach (ReadOnlyMemory<byte> anchor in _anchors[before..])
        {
            try
            {
                X509CertificateLoader.LoadCertificate(anchor.Span).Dispose();
            }
            catch (CryptographicException e)
            {
                throw CliFailure.Input($"--trust: '{path}' is not a certificate in PEM or DER: {e.Message}");
            }
        }
    }

    public void AddRevocationLists(string path)
    {
        int before = _revocationLists.Count;
        _revocationLists.AddRange(Pem.Blocks(InputFile.ReadSmall(path, "--crl"), "X509 CRL"));
        if (_revocationLists.Count == before)
        {
            throw CliFailure.Input($"--crl: '{path}' holds no revocation list.");
        }
    }

    public void AddKey(string path, Func<string, string?> password) => _keys.AddRange(KeyFile.Read(path, password));
}
