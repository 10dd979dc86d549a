using DomSec.TestKit;

namespace DomSec.Interop.Tests.Peers;

/// <summary>The engines that make CMS of any shape, by name.</summary>
internal static class PeerWork
{
    public static readonly Peer[] Makers = [Peer.OpenSsl, Peer.Java, Peer.Bouncy, Peer.Dotnet];

    public static byte[] Sign(this Peer peer, byte[] content, IReadOnlyList<TestIdentity> signers, SignatureShape shape) => peer switch
    {
        Peer.OpenSsl => OpenSslPeer.Sign(content, signers, shape),
        Peer.Java => JavaPeer.Sign(content, signers, shape),
        Peer.Bouncy => BouncyPeer.Sign(content, signers, shape),
        Peer.Dotnet => DotnetPeer.Sign(content, signers, shape),
        _ => throw new ArgumentOutOfRangeException(nameof(peer)),
    };

    public static byte[] Encrypt(this Peer peer, byte[] content, IReadOnlyList<TestIdentity> recipients, EnvelopeShape shape) => peer switch
    {
        Peer.OpenSsl => OpenSslPeer.Encrypt(content, recipients, shape),
        Peer.Java => JavaPeer.Encrypt(content, recipients, shape),
        Peer.Bouncy => BouncyPeer.Encrypt(content, recipients, shape),
        Peer.Dotnet => DotnetPeer.Encrypt(content, recipients, shape),
        _ => throw new ArgumentOutOfRangeException(nameof(peer)),
    };
}
