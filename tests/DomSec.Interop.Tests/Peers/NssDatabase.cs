using DomSec.TestKit;

namespace DomSec.Interop.Tests.Peers;

/// <summary>An NSS database that trusts the shared root and holds alice's and partner.example's keys.</summary>
public sealed class NssDatabase : IDisposable
{
    public NssDatabase()
    {
        Nss = new CmsUtil();
        Nss.Trust(TestCa.Shared);
        Nss.ImportKey(Identities.Alice());
        Nss.ImportKey(Identities.Confidentiality());
    }

    public CmsUtil Nss { get; }

    public void Dispose() => Nss.Dispose();
}
