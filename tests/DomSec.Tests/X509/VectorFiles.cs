using System.Security.Cryptography;

namespace DomSec.Tests.X509;

/// <summary>Finds tests/vectors from wherever the tests run.</summary>
internal static class VectorFiles
{
    public static string Folder(string name)
    {
        string? root = AppContext.BaseDirectory;
        while (root is not null && !File.Exists(Path.Combine(root, "DomSec.sln")))
        {
            root = Path.GetDirectoryName(root);
        }

        return Path.Combine(root ?? throw new DirectoryNotFoundException("DomSec.sln is not above the test output"), "tests", "vectors", name);
    }

    /// <summary>The octets of a file that may be DER or PEM.</summary>
    public static byte[] ReadDer(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        if (bytes[0] == 0x30)
        {
            return bytes;
        }

        string text = System.Text.Encoding.ASCII.GetString(bytes);
        PemFields fields = PemEncoding.Find(text);
        return Convert.FromBase64String(text[fields.Base64Data]);
    }
}
