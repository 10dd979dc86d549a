using System.Security.Cryptography;
using System.Text;

namespace DomSec.Cli.IO;

/// <summary>DER out of a file that may be PEM (RFC 7468), with any number of blocks, or DER already.</summary>
internal static class Pem
{
    public static bool IsPem(ReadOnlySpan<byte> file) => file.IndexOf("-----BEGIN "u8) >= 0 && (file.IsEmpty || file[0] != 0x30);

    public static IReadOnlyList<ReadOnlyMemory<byte>> Blocks(byte[] file, params ReadOnlySpan<string> labels)
    {
        if (!IsPem(file))
        {
            return file.Length == 0 ? [] : [file];
        }

        var blocks = new List<ReadOnlyMemory<byte>>();
        ReadOnlySpan<char> rest = Encoding.Latin1.GetString(file);
        while (PemEncoding.TryFind(rest, out PemFields fields))
        {
            if (labels.Contains(rest[fields.Label].ToString()))
            {
                byte[] der = new byte[fields.DecodedDataLength];
                _ = Convert.TryFromBase64Chars(rest[fields.Base64Data], der, out int written);
                blocks.Add(der.AsMemory(0, written));
            }

            rest = rest[fields.Location.End..];
        }

        return blocks;
    }
}
