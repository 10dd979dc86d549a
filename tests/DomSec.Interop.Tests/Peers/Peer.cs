namespace DomSec.Interop.Tests.Peers;

/// <summary>The strangers, in the order of the columns of docs/INTEROP.md.</summary>
public enum Peer
{
    OpenSsl,
    Java,
    Bouncy,
    Dotnet,
    MimeKit,
    Gpgsm,
    Nss,
    GnuTls,
}
