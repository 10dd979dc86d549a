namespace DomSec.Ber;

/// <summary>Writes identifier and definite length octets (X.690 sections 8.1.2 and 10.1).</summary>
internal static class DerHeader
{
    public const int MaxLength = 10;

    public static int LengthOf(long contentLength)
    {
        int length = 2;
        for (long rest = contentLength; contentLength >= 0x80 && rest > 0; rest >>= 8)
        {
            length++;
        }

        return length;
    }

    /// <summary>Writes the header into a pipeline.</summary>
    public static void WriteTo(OctetSink output, byte tag, long contentLength)
    {
        Span<byte> header = stackalloc byte[MaxLength];
        output.Write(header[..Write(header, tag, contentLength)]);
    }

    public static byte[] Encode(byte tag, long contentLength)
    {
        byte[] header = new byte[LengthOf(contentLength)];
        Write(header, tag, contentLength);
        return header;
    }

    public static int Write(Span<byte> destination, byte tag, long contentLength)
    {
        int length = LengthOf(contentLength);
        destination[0] = tag;
        if (length == 2)
        {
            destination[1] = (byte)contentLength;
            return 2;
        }

        destination[1] = (byte)(0x80 | (length - 2));
        for (int i = length - 1; i >= 2; i--)
        {
            destination[i] = (byte)(contentLength & 0xFF);
            contentLength >>= 8;
        }

        return length;
    }
}
