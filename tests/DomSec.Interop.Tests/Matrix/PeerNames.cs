using DomSec.Interop.Tests.Peers;

namespace DomSec.Interop.Tests.Matrix;

/// <summary>The peers as docs/INTEROP.md names them.</summary>
internal static class PeerNames
{
    public static string Short(Peer peer) => peer switch
    {
        Peer.OpenSsl => "OpenSSL",
        Peer.Java => "BC Java",
        Peer.Bouncy => "BC C#",
        Peer.Dotnet => ".NET",
        Peer.MimeKit => "MimeKit",
        Peer.Gpgsm => "gpgsm",
        Peer.Nss => "NSS",
        Peer.GnuTls => "GnuTLS",
        _ => throw new ArgumentOutOfRangeException(nameof(peer)),
    };

    public static string Long(Peer peer) => peer switch
    {
        Peer.OpenSsl => "OpenSSL 3.0 (command line)",
        Peer.Java => "BouncyCastle Java 1.72 (`libbcmail-java`)",
        Peer.Bouncy => "BouncyCastle C# 2.7.0",
        Peer.Dotnet => "System.Security.Cryptography.Pkcs 10.0",
        Peer.MimeKit => "MimeKit 4.18",
        Peer.Gpgsm => "gpgsm 2.2.40 with libksba 1.6.3",
        Peer.Nss => "NSS 3.87 (`cmsutil`)",
        Peer.GnuTls => "GnuTLS 3.7 (`certtool`)",
        _ => throw new ArgumentOutOfRangeException(nameof(peer)),
    };
}
