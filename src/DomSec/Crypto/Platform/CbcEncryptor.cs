using System.Buffers;
using System.Security.Cryptography;

namespace DomSec.Crypto.Platform;

/// <summary>
/// AES-CBC with the padding of RFC 5652 section 6.3. Whole blocks go through the platform's one-shot CBC straight from span to span; what does not fill
/// a block, and small pushes, wait in a stage, because each platform call costs about a microsecond to set up.
/// </summary>
internal sealed class CbcEncryptor : ContentEncryptor
{
    private const int BlockSize = 16;
    private const int StageSize = 4096;

    private readonly Aes _aes;
    private readonly byte[] _stage;
    private readonly byte[] _iv;
    private int _staged;

    private CbcEncryptor(Aes aes, ReadOnlySpan<byte> iv)
    {
        _aes = aes;
        _iv = iv.ToArray();
        _stage = ArrayPool<byte>.Shared.Rent(StageSize);
    }

    public override int TagSize => 0;

    public static CbcEncryptor? TryCreate(ReadOnlySpan<byte> cek, ReadOnlySpan<byte> iv)
    {
        var aes = Aes.Create();
        try
        {
            aes.SetKey(cek);
            return new CbcEncryptor(aes, iv);
        }
        catch (CryptographicException)
        {
            aes.Dispose();
            return null;
        }
    }

    public override void AuthenticateAssociatedData(ReadOnlySpan<byte> data)
    {
    }

    public override int MaxOutput(int inputLength) => inputLength + StageSize + BlockSize;

    public override int Update(ReadOnlySpan<byte> input, Span<byte> output)
    {
        int written = 0;
        if (_staged + input.Length >= StageSize)
        {
            if (_staged > 0)
            {
                ReadOnlySpan<byte> head = input[..(StageSize - _staged)];
                head.CopyTo(_stage.AsSpan(_staged));
                input = input[head.Length..];
                written = Encrypt(_stage.AsSpan(0, StageSize), output);
                _staged = 0;
            }

            int whole = input.Length - (input.Length % BlockSize);
            written += Encrypt(input[..whole], output[written..]);
            input = input[whole..];
        }

        input.CopyTo(_stage.AsSpan(_staged));
        _staged += input.Length;
        return written;
    }

    public override int Finish(Span<byte> output, Span<byte> tag)
    {
        // RFC 5652 section 6.3: k - (length mod k) octets of that value; the stage has room, it is never full here.
        int padding = BlockSize - (_staged % BlockSize);
        _stage.AsSpan(_staged, padding).Fill((byte)padding);
        int written = Encrypt(_stage.AsSpan(0, _staged + padding), output);
        _staged = 0;
        return written;
    }

    public override void Dispose()
    {
        _aes.Dispose();
        if (_staged >= 0)
        {
            CryptographicOperations.ZeroMemory(_stage.AsSpan(0, StageSize));
            ArrayPool<byte>.Shared.Return(_stage);
            _staged = -1;
        }
    }

    private int Encrypt(ReadOnlySpan<byte> blocks, Span<byte> output)
    {
        if (blocks.IsEmpty)
        {
            return 0;
        }

        int written = _aes.EncryptCbc(blocks, _iv, output, PaddingMode.None);
        output.Slice(written - BlockSize, BlockSize).CopyTo(_iv);
        return written;
    }
}
