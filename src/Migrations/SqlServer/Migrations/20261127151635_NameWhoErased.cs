using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Slipway.Migrations.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class NameWhoErased : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "DeletedById",
                table: "RegisteredModels",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ErasedAt",
                table: "RegisteredModels",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ErasedBy",
                table: "RegisteredModels",
                type: "nvarchar(80)",
                maxLength: 80,
                nullable: true,
                collation: "Latin1_General_100_BIN2");

            migrationBuilder.AddColumn<Guid>(
                name: "ErasedById",
                table: "RegisteredModels",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "DeletedById",
                table: "ModelVersions",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ErasedBy",
                table: "ModelVersions",
                type: "nvarchar(80)",
                maxLength: 80,
                nullable: true,
                collation: "Latin1_General_100_BIN2");

            migrationBuilder.AddColumn<Guid>(
                name: "ErasedById",
                table: "ModelVersions",
                type: "uniqueidentifier",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "DeletedById",
                table: "RegisteredModels");

            migrationBuilder.DropColumn(
                name: "ErasedAt",
                table: "RegisteredModels");

            migrationBuilder.DropColumn(
                name: "ErasedBy",
                table: "RegisteredModels");

            migrationBuilder.DropColumn(
                name: "ErasedById",
                table: "RegisteredModels");

            migrationBuilder.DropColumn(
                name: "DeletedById",
                table: "ModelVersions");

            migrationBuilder.DropColumn(
                name: "ErasedBy",
                table: "ModelVersions");

            migrationBuilder.DropColumn(
                name: "ErasedById",
                table: "ModelVersions");
        }
    }
}
