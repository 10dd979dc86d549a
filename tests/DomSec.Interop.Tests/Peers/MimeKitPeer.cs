using DomSec.TestKit;
using MimeKit.Cryptography;

namespace DomSec.Interop.Tests.Peers;

/// <summary>MimeKit's S/MIME, which works with BouncyCastle.</summary>
internal static class MimeKitPeer
{
    /// <summary>A context that trusts the shared root and has the keys.</summary>
    public static TemporarySecureMimeContext Context(params IReadOnlyList<TestIdentity> keys)
    {
        var context = new TemporarySecureMimeContext { CheckCertificateRevocation = false };
        context.Import(BouncyRoot());
        foreach (TestIdentity identity in keys)
        {
            using var pfx = new MemoryStream(identity.Pfx("test"));
            context.Import(pfx, "test");
        }

        return context;
    }

    private static Org.BouncyCastle.X509.X509Certificate BouncyRoot() => new(TestCa.Shared.Certificate.RawData);
}
