using DomSec.TestKit;

namespace DomSec.Interop.Tests.Peers;

/// <summary>The engines that both make and read CMS of any shape.</summary>
public enum Peer
{
    OpenSsl,
    Bouncy,
    Dotnet,
}

/// <summary>One engine's work by name.</summary>
internal static class PeerWork
{
    public static byte[] Sign(this Peer peer, byte[] content, IReadOnlyList<TestIdentity> signers, SignatureShape shape) => peer switch
    {
        Peer.OpenSsl => OpenSslPeer.Sign(content, signers, shape),
        Peer.Bouncy => BouncyPeer.Sign(content, signers, shape),
        _ => DotnetPeer.Sign(content, signers, shape),
    };

    public static byte[] Encrypt(this Peer peer, byte[] content, IReadOnlyList<TestIdentity> recipients, EnvelopeShape shape) => peer switch
    {
        Peer.OpenSsl => OpenSslPeer.Encrypt(content, recipients, shape),
        Peer.Bouncy => BouncyPeer.Encrypt(content, recipients, shape),
        _ => DotnetPeer.Encrypt(content, recipients, shape),
    };
}
