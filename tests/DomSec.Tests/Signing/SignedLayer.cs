using System.Security.Cryptography.Pkcs;
using DomSec.TestKit;

namespace DomSec.Tests.Signing;

/// <summary>A signed layer as the platform's own CMS reads it, which shares no code with the library.</summary>
internal static class SignedLayer
{
    /// <summary>The outermost layer of a message.</summary>
    public static SignedCms Of(byte[] message)
    {
        var cms = new SignedCms();
        cms.Decode(Messages.CmsOf(message));
        return cms;
    }

    /// <summary>What the outermost layer covers.</summary>
    public static byte[] Content(byte[] message) => Of(message).ContentInfo.Content;

    /// <summary>What the empty layer inside the outermost one covers.</summary>
    public static byte[] ContentOfEmptyLayer(byte[] message) => Of(Content(message)).ContentInfo.Content;
}
