declare <4 x float> @llvm.masked.load.v4f32.p0(ptr, i32, <4 x i1>, <4 x float>)

define i64 @fingerprint(ptr noalias %context, i64 %count) {
entry:
  %v1 = alloca [16 x i32], align 64
  store <4 x i32> zeroinitializer, ptr %v1, align 4
  %v2 = getelementptr inbounds float, ptr %v1, i64 4
  store <4 x i32> zeroinitializer, ptr %v2, align 4
  %v3 = getelementptr inbounds float, ptr %v1, i64 8
  store <4 x i32> zeroinitializer, ptr %v3, align 4
  %v4 = getelementptr inbounds float, ptr %v1, i64 12
  store <4 x i32> zeroinitializer, ptr %v4, align 4
  br label %b5
b5:
  %i8 = phi i64 [ 0, %entry ], [ %v105, %b26 ]
  %v9 = icmp slt i64 %i8, %count
  br i1 %v9, label %b6, label %b7
b6:
  %v10 = mul i64 %i8, 2
  %v11 = getelementptr i64, ptr %context, i64 %v10
  %v12 = getelementptr ptr, ptr %v11, i64 0
  %v13 = load ptr, ptr %v12, align 8
  %v14 = getelementptr i64, ptr %v11, i64 1
  %v15 = load i64, ptr %v14, align 8
  %v16 = getelementptr inbounds float, ptr %v1, i64 4
  %v17 = getelementptr inbounds float, ptr %v1, i64 8
  %v18 = getelementptr inbounds float, ptr %v1, i64 12
  %v19 = load <4 x i32>, ptr %v1, align 4
  %v20 = load <4 x i32>, ptr %v16, align 4
  %v21 = load <4 x i32>, ptr %v17, align 4
  %v22 = load <4 x i32>, ptr %v18, align 4
  %v23 = sdiv i64 %v15, 16
  br label %b24
b24:
  %c27x0 = phi i64 [ 0, %b6 ], [ %v58, %b25 ]
  %c27x1 = phi <4 x i32> [ %v19, %b6 ], [ %v36, %b25 ]
  %c27x2 = phi <4 x i32> [ %v20, %b6 ], [ %v43, %b25 ]
  %c27x3 = phi <4 x i32> [ %v21, %b6 ], [ %v50, %b25 ]
  %c27x4 = phi <4 x i32> [ %v22, %b6 ], [ %v57, %b25 ]
  %v28 = icmp ult i64 %c27x0, %v23
  br i1 %v28, label %b25, label %b26
b25:
  %v29 = mul i64 %c27x0, 16
  %v30 = getelementptr inbounds float, ptr %v13, i64 %v29
  %v31 = load <4 x float>, ptr %v30, align 4
  %v32 = bitcast <4 x float> %v31 to <4 x i32>
  %v33 = shl <4 x i32> %c27x1, <i32 7, i32 7, i32 7, i32 7>
  %v34 = lshr <4 x i32> %c27x1, <i32 25, i32 25, i32 25, i32 25>
  %v35 = or <4 x i32> %v33, %v34
  %v36 = add <4 x i32> %v35, %v32
  %v37 = getelementptr inbounds float, ptr %v30, i64 4
  %v38 = load <4 x float>, ptr %v37, align 4
  %v39 = bitcast <4 x float> %v38 to <4 x i32>
  %v40 = shl <4 x i32> %c27x2, <i32 7, i32 7, i32 7, i32 7>
  %v41 = lshr <4 x i32> %c27x2, <i32 25, i32 25, i32 25, i32 25>
  %v42 = or <4 x i32> %v40, %v41
  %v43 = add <4 x i32> %v42, %v39
  %v44 = getelementptr inbounds float, ptr %v30, i64 8
  %v45 = load <4 x float>, ptr %v44, align 4
  %v46 = bitcast <4 x float> %v45 to <4 x i32>
  %v47 = shl <4 x i32> %c27x3, <i32 7, i32 7, i32 7, i32 7>
  %v48 = lshr <4 x i32> %c27x3, <i32 25, i32 25, i32 25, i32 25>
  %v49 = or <4 x i32> %v47, %v48
  %v50 = add <4 x i32> %v49, %v46
  %v51 = getelementptr inbounds float, ptr %v30, i64 12
  %v52 = load <4 x float>, ptr %v51, align 4
  %v53 = bitcast <4 x float> %v52 to <4 x i32>
  %v54 = shl <4 x i32> %c27x4, <i32 7, i32 7, i32 7, i32 7>
  %v55 = lshr <4 x i32> %c27x4, <i32 25, i32 25, i32 25, i32 25>
  %v56 = or <4 x i32> %v54, %v55
  %v57 = add <4 x i32> %v56, %v53
  %v58 = add nuw nsw i64 %c27x0, 1
  br label %b24
b26:
  %v59 = mul i64 %v23, 16
  %v60 = getelementptr inbounds float, ptr %v13, i64 %v59
  %v61 = sub i64 %v15, %v59
  %v62 = sub i64 %v61, 0
  %v63 = insertelement <4 x i64> poison, i64 %v62, i32 0
  %v64 = shufflevector <4 x i64> %v63, <4 x i64> poison, <4 x i32> zeroinitializer
  %v65 = icmp slt <4 x i64> <i64 0, i64 1, i64 2, i64 3>, %v64
  %v66 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v60, i32 4, <4 x i1> %v65, <4 x float> zeroinitializer)
  %v67 = bitcast <4 x float> %v66 to <4 x i32>
  %v68 = shl <4 x i32> %c27x1, <i32 7, i32 7, i32 7, i32 7>
  %v69 = lshr <4 x i32> %c27x1, <i32 25, i32 25, i32 25, i32 25>
  %v70 = or <4 x i32> %v68, %v69
  %v71 = add <4 x i32> %v70, %v67
  store <4 x i32> %v71, ptr %v1, align 4
  %v72 = sub i64 %v61, 4
  %v73 = insertelement <4 x i64> poison, i64 %v72, i32 0
  %v74 = shufflevector <4 x i64> %v73, <4 x i64> poison, <4 x i32> zeroinitializer
  %v75 = icmp slt <4 x i64> <i64 0, i64 1, i64 2, i64 3>, %v74
  %v76 = getelementptr inbounds float, ptr %v60, i64 4
  %v77 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v76, i32 4, <4 x i1> %v75, <4 x float> zeroinitializer)
  %v78 = bitcast <4 x float> %v77 to <4 x i32>
  %v79 = shl <4 x i32> %c27x2, <i32 7, i32 7, i32 7, i32 7>
  %v80 = lshr <4 x i32> %c27x2, <i32 25, i32 25, i32 25, i32 25>
  %v81 = or <4 x i32> %v79, %v80
  %v82 = add <4 x i32> %v81, %v78
  store <4 x i32> %v82, ptr %v16, align 4
  %v83 = sub i64 %v61, 8
  %v84 = insertelement <4 x i64> poison, i64 %v83, i32 0
  %v85 = shufflevector <4 x i64> %v84, <4 x i64> poison, <4 x i32> zeroinitializer
  %v86 = icmp slt <4 x i64> <i64 0, i64 1, i64 2, i64 3>, %v85
  %v87 = getelementptr inbounds float, ptr %v60, i64 8
  %v88 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v87, i32 4, <4 x i1> %v86, <4 x float> zeroinitializer)
  %v89 = bitcast <4 x float> %v88 to <4 x i32>
  %v90 = shl <4 x i32> %c27x3, <i32 7, i32 7, i32 7, i32 7>
  %v91 = lshr <4 x i32> %c27x3, <i32 25, i32 25, i32 25, i32 25>
  %v92 = or <4 x i32> %v90, %v91
  %v93 = add <4 x i32> %v92, %v89
  store <4 x i32> %v93, ptr %v17, align 4
  %v94 = sub i64 %v61, 12
  %v95 = insertelement <4 x i64> poison, i64 %v94, i32 0
  %v96 = shufflevector <4 x i64> %v95, <4 x i64> poison, <4 x i32> zeroinitializer
  %v97 = icmp slt <4 x i64> <i64 0, i64 1, i64 2, i64 3>, %v96
  %v98 = getelementptr inbounds float, ptr %v60, i64 12
  %v99 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v98, i32 4, <4 x i1> %v97, <4 x float> zeroinitializer)
  %v100 = bitcast <4 x float> %v99 to <4 x i32>
  %v101 = shl <4 x i32> %c27x4, <i32 7, i32 7, i32 7, i32 7>
  %v102 = lshr <4 x i32> %c27x4, <i32 25, i32 25, i32 25, i32 25>
  %v103 = or <4 x i32> %v101, %v102
  %v104 = add <4 x i32> %v103, %v100
  store <4 x i32> %v104, ptr %v18, align 4
  %v105 = add nsw i64 %i8, 1
  br label %b5
b7:
  br label %b106
b106:
  %c109x0 = phi i64 [ 0, %b7 ], [ %v115, %b106 ]
  %c109x1 = phi i64 [ 0, %b7 ], [ %v114, %b106 ]
  %v110 = getelementptr inbounds float, ptr %v1, i64 %c109x0
  %v111 = load i32, ptr %v110, align 4
  %v112 = mul i64 %c109x1, 6364136223846793005
  %v113 = zext i32 %v111 to i64
  %v114 = add i64 %v112, %v113
  %v115 = add nuw nsw i64 %c109x0, 1
  %v116 = icmp ult i64 %v115, 16
  br i1 %v116, label %b106, label %b108
b108:
  ret i64 %v114
}

define i64 @guarded(ptr %record) {
entry:
  %v1 = getelementptr i64, ptr %record, i64 0
  %v2 = load i64, ptr %v1, align 8
  %v3 = getelementptr i64, ptr %record, i64 2
  %v4 = load i64, ptr %v3, align 8
  %v5 = getelementptr ptr, ptr %record, i64 1
  %v6 = load ptr, ptr %v5, align 8
  %v7 = getelementptr i64, ptr %record, i64 3
  %v8 = call i64 @fingerprint(ptr %v7, i64 %v4)
  %v11 = icmp eq i64 %v8, %v2
  br i1 %v11, label %b9, label %b10
b9:
  %v12 = mul i64 %v4, 2
  %v13 = getelementptr i64, ptr %v7, i64 %v12
  %v14 = getelementptr i64, ptr %v13, i64 1
  %v15 = getelementptr i64, ptr %v13, i64 0
  %v16 = load i64, ptr %v15, align 8
  call void %v6(ptr %v14, i64 0, i64 %v16)
  br label %b10
b10:
  ret i64 %v8
}
