using MimeKit;

namespace DomSec.Cli.IO;

/// <summary>Finds the outermost CMS object of an input, without judging anything: a bare object, or a body part of a message.</summary>
internal static class CmsSource
{
    /// <summary>No outline of more than this is of use to a person.</summary>
    private const int MaxBytes = 64 << 20;

    /// <summary>Whether the input is a CMS object by itself: BER of a SEQUENCE, or PEM.</summary>
    public static bool IsBare(Stream source)
    {
        Span<byte> start = stackalloc byte[512];
        source.Position = 0;
        int read = source.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        source.Position = 0;
        start = start[..read];
        return start.IsEmpty || start[0] < ' ' || start[0] == 0x30 || start[0] > '~' || start.IndexOf("-----BEGIN "u8) >= 0;
    }

    public static byte[] ReadBare(Stream source)
    {
        var octets = new CappedStream(MaxBytes);
        source.CopyTo(octets);
        byte[] file = octets.ToArray();
        return Pem.IsPem(file) && Pem.Blocks(file, "CMS", "PKCS7", "PKCS #7 SIGNED DATA") is [var first, ..] ? first.ToArray() : file;
    }

    /// <summary>The part that carries CMS, or null.</summary>
    public static byte[]? Read(MimeMessage message)
    {
        var waiting = new Queue<MimeEntity>();
        if (message.Body is not null)
        {
            waiting.Enqueue(message.Body);
        }

        while (waiting.TryDequeue(out MimeEntity? entity))
        {
            switch (entity)
            {
                case Multipart multipart:
                    foreach (MimeEntity child in multipart)
                    {
                        waiting.Enqueue(child);
                    }

                    break;
                case MimePart { Content: not null } part when IsCms(part):
                    var octets = new CappedStream(MaxBytes);
                    part.Content.DecodeTo(octets);
                    return octets.ToArray();
            }
        }

        return null;
    }

    private static bool IsCms(MimePart part)
    {
        if (part.ContentType.MimeType is { } type && type.Contains("pkcs7-", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        string? extension = Path.GetExtension(part.FileName)?.ToLowerInvariant();
        return extension is ".p7m" or ".p7s" or ".p7c" or ".p7z";
    }

    /// <summary>Keeps the first octets and drops the rest.</summary>
    private sealed class CappedStream(int capacity) : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => base.Write(buffer, offset, (int)Math.Min(count, capacity - Length));

        public override void Write(ReadOnlySpan<byte> buffer) => base.Write(buffer[..(int)Math.Min(buffer.Length, capacity - Length)]);
    }
}
